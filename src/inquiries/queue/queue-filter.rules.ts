import { channelLabels, channels, shownStatuses, shownStatusLabels } from '../rulebook/status.js';

export const queueViews = ['first', 'second', 'mine', 'waiting', 'all', 'ended'] as const;
export type QueueView = (typeof queueViews)[number];

export const queueViewLabels: Readonly<Record<QueueView, string>> = {
  first: '一次対応',
  second: '二次対応',
  mine: '自分の担当',
  waiting: 'お客様ご回答待ち・ご確認待ち',
  all: '対応中すべて',
  ended: '対応を終えたもの',
};

/** In which order a queue stands. */
export const queueSorts = ['target', 'arrival', 'logs'] as const;
export type QueueSort = (typeof queueSorts)[number];

export const queueSortLabels: Readonly<Record<QueueSort, string>> = {
  target: '目標期限の近い順',
  arrival: '受信の古い順',
  logs: 'ログが消える日の近い順（まだ残っているもの）',
};

/** What is true of an inquiry beside its status. */
export const queueMarks = ['urgent', 'addition', 'unverified', 'contract', 'contact_changed', 'other_language'] as const;
export type QueueMark = (typeof queueMarks)[number];

export const queueMarkLabels: Readonly<Record<QueueMark, string>> = {
  urgent: '緊急',
  addition: '追記依頼あり',
  unverified: '本人確認待ち',
  contract: '契約確認待ち',
  contact_changed: '担当者変更',
  other_language: '日本語以外のメール',
};

export const queueDues = ['missed', 'today'] as const;
export type QueueDue = (typeof queueDues)[number];

export const queueDueLabels: Readonly<Record<QueueDue, string>> = { missed: '目標期限超過', today: '今日までが目標' };

export const queueOwners = ['me', 'none'] as const;
export const queueOwnerLabels: Readonly<Record<(typeof queueOwners)[number], string>> = { me: '自分', none: '未定' };

/** One condition of a queue with the words for it, in the order of the form. */
export interface QueueCondition {
  readonly name: 'status' | 'owner' | 'due' | 'mark' | 'channel';
  readonly label: string;
  readonly options: readonly (readonly [value: string, label: string])[];
}

export const queueConditions: readonly QueueCondition[] = [
  { name: 'status', label: '状態', options: shownStatuses.map((value) => [value, shownStatusLabels[value]]) },
  { name: 'owner', label: '担当者', options: queueOwners.map((value) => [value, queueOwnerLabels[value]]) },
  { name: 'due', label: '目標期限', options: queueDues.map((value) => [value, queueDueLabels[value]]) },
  { name: 'mark', label: '条件', options: queueMarks.map((value) => [value, queueMarkLabels[value]]) },
  { name: 'channel', label: '手段', options: channels.map((value) => [value, channelLabels[value]]) },
];
