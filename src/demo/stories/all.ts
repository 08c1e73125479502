import type { Story } from '../play/story.js';
import { midorinoMeaning } from './01-midorino-meaning.js';

/** All stories of the demo (`domain.md` 9). */
export const stories: readonly Story[] = [midorinoMeaning];
