import { parsedRecogniser } from '../intake/alert-recognisers.js';

/** What a definition calls itself, and whether notices are read by it. */
export interface RecogniserState {
  readonly title: string;
  readonly state: 'used' | 'withdrawn' | 'faulty';
}

export function recogniserState(definition: string): RecogniserState {
  if (definition === '') return { title: '', state: 'withdrawn' };
  const parsed = parsedRecogniser(definition);
  return parsed.ok ? { title: parsed.recogniser.title, state: 'used' } : { title: '', state: 'faulty' };
}
