import { SetMetadata, type CustomDecorator } from '@nestjs/common';
import type { Role } from '../platform/scope.js';

/** One entry of the header's navigation. */
export interface NavigationEntry {
  readonly label: string;
  /** Entries stand in this order: 10-39 daily work, from 40 on behind その他. */
  readonly order: number;
  /** Who needs it every day all the same: for them it stands in the row, however high its order. */
  readonly inRowFor?: readonly Role[];
  /** Address of a fragment with a number to show beside the label, such as unread notices. */
  readonly countFrom?: string;
}

export const NAVIGATION = 'desk:navigation';

/** Puts a page into the header's navigation, for those who may open it. */
export function Navigation(entry: NavigationEntry): CustomDecorator {
  return SetMetadata(NAVIGATION, entry);
}
