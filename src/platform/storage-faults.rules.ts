/** Why a database or a disk could not do what it was asked to, where it is no fault of the program. */
export type StorageFault = 'full' | 'busy';

const full = new Set(['SQLITE_FULL', 'ENOSPC', 'EDQUOT', '53100']);
/** A lock held by another process, a server that restarts, is overloaded or gone, a transaction that lost against another. */
const busy = new Set(['SQLITE_BUSY', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', '40001', '40P01', '53300', '55P03', '57P01', '57P02', '57P03', '08000', '08003', '08006']);

/** The fault behind an error, also where a library wraps the driver's own; undefined for everything else. */
export function storageFaultOf(error: unknown, depth = 3): StorageFault | undefined {
  if (!(error instanceof Error) || depth === 0) return undefined;
  const code: unknown = Reflect.get(error, 'code');
  if (typeof code === 'string' && full.has(code)) return 'full';
  if ((typeof code === 'string' && busy.has(code)) || /database is locked|Connection terminated/.test(error.message)) return 'busy';
  return storageFaultOf(Reflect.get(error, 'driverError'), depth - 1) ?? storageFaultOf(error.cause, depth - 1);
}
