/** In which way the record is not what it was. */
export type BreakKind =
  | 'content_changed'
  | 'event_missing'
  | 'event_doubled'
  | 'reordered'
  | 'wrong_predecessor'
  | 'cut_at_end'
  | 'not_as_in_head'
  | 'head_missing'
  | 'head_changed'
  | 'file_lacks_head'
  | 'file_differs';

/** One place at which the record does not hold. */
export interface RecordBreak {
  readonly kind: BreakKind;
  /** `type/id` of the stream; null where a head is meant. */
  readonly stream: string | null;
  /** The first sequence number that does not hold. */
  readonly seq: number | null;
  /** Number of the daily head that says so, where one does. */
  readonly head: number | null;
  /** What is wrong, in plain words. */
  readonly says: string;
}

/** A break inside a stream, found by its own chain. */
export function inStream(kind: BreakKind, stream: { readonly streamType: string; readonly streamId: string }, seq: number, says: string): RecordBreak {
  return { kind, stream: `${stream.streamType}/${stream.streamId}`, seq, head: null, says };
}

/** A break among the daily heads. */
export function inHeads(kind: BreakKind, head: number, says: string): RecordBreak {
  return { kind, stream: null, seq: null, head, says };
}
