import { z } from 'zod';
import { words } from '../acts/act.schemas.js';

/** The acts whose texts people write again and again. */
const phraseOccasions = ['answer', 'await-customer', 'request-logs', 'request-addition'] as const;
export type PhraseOccasion = (typeof phraseOccasions)[number];

/** What a list calls them, and which field of the act's form takes the text. */
export const phraseOccasionLabels: Readonly<Record<PhraseOccasion, string>> = {
  answer: '回答・途中経過',
  'await-customer': 'お客様への確認のお願い',
  'request-logs': 'ログのご提供のお願い（利用の目的）',
  'request-addition': '一次受付窓口への追記依頼',
};

const fields: Readonly<Record<PhraseOccasion, string>> = { answer: 'text', 'await-customer': 'asked', 'request-logs': 'purpose', 'request-addition': 'comment' };

/** The field of an act's form that takes a ready-made text; undefined where there is none. */
export function phraseField(act: string): string | undefined {
  const occasion = phraseOccasions.find((each) => each === act);
  return occasion === undefined ? undefined : fields[occasion];
}

/** A ready-made text as it is typed. */
export const phraseForm = z.strictObject({
  occasion: z.enum(phraseOccasions, '使う場面を選んでください。'),
  title: words(60),
  body: words(5_000),
});
export type PhraseText = z.infer<typeof phraseForm>;

/** The text with a ready-made one after it, on a line of its own. */
export function withPhrase(typed: string, body: string): string {
  return typed.trim() === '' ? body : `${typed.trimEnd()}\n\n${body}`;
}

/** Ready-made texts of one act with the field that takes them. */
export interface OfferedPhrases {
  readonly field: string;
  readonly all: readonly { readonly phraseId: string; readonly title: string }[];
}

/** What the form of an act offers; undefined where there is nothing. */
export function offeredIn(phrases: ReadonlyMap<string, OfferedPhrases['all']>): (act: string) => OfferedPhrases | undefined {
  return (act) => {
    const [field, all] = [phraseField(act), phrases.get(act)];
    return field === undefined || all === undefined ? undefined : { field, all };
  };
}
