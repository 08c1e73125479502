/** Acts that can be done on many inquiries at once: those whose form says the same for each of them. */
export const bulkActs = ['take-up', 'take', 'assign', 'transfer', 'announce-closing', 'close'] as const;

/** At most so many at once, so that one can still read what came of it. */
export const bulkMax = 100;
