import { SetMetadata, type CustomDecorator } from '@nestjs/common';

/** One entry of the header's navigation. */
export interface NavigationEntry {
  readonly label: string;
  /** Entries stand in this order: 10-29 daily work, 30-59 look-up, 60-99 administration. */
  readonly order: number;
  /** Address of a fragment with a number to show beside the label, such as unread notices. */
  readonly countFrom?: string;
}

export const NAVIGATION = 'desk:navigation';

/** Puts a page into the header's navigation, for those who may open it. */
export function Navigation(entry: NavigationEntry): CustomDecorator {
  return SetMetadata(NAVIGATION, entry);
}
