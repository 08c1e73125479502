import { DomainError } from '../../platform/errors.js';
import type { EventData } from '../../platform/events.js';
import type { CommandOf } from './family.js';

/** The acts decided here. */
export const warmTransferActs = ['request_warm_transfer', 'decline_warm_transfer', 'end_warm_transfer'] as const;

type WarmTransferCommand = CommandOf<typeof warmTransferActs>;

/** A caller is held while the second line is asked to take the call over (C1): asked, taken or not, ended. */
export function decideWarmTransfer(command: WarmTransferCommand): EventData {
  switch (command.act) {
    case 'request_warm_transfer':
      if (command.isOneOpen) throw new DomainError('already_exists', 'この問合せの電話は、すでに引継ぎを依頼しています。');
      return { transferId: command.transferId };
    case 'decline_warm_transfer':
      requireOpen(command.transferId);
      return { transferId: command.transferId };
    case 'end_warm_transfer':
      requireOpen(command.transferId);
      requireTrueOutcome(command);
      return { transferId: command.transferId, outcome: command.outcome, callBackAt: command.callBackAt };
  }
}

function requireOpen(transferId: string | null): void {
  if (transferId !== null) return;
  throw new DomainError('illegal_transition', '引継ぎを待っている電話はありません。画面を更新してください。');
}

/** Nobody can be put through to whom nobody took, and who is not put through is called back. */
function requireTrueOutcome({ outcome, taken, callBackAt }: Extract<WarmTransferCommand, { act: 'end_warm_transfer' }>): void {
  if (outcome === 'connected' && !taken) {
    throw new DomainError('illegal_transition', 'まだ二次受付窓口の担当者が引き受けていません。引き受けられないときは、折り返しを約束してください。', {
      faults: [{ field: 'outcome', message: '引き受けた担当者がいません。' }],
    });
  }
  if (outcome === 'nobody_free' && callBackAt === null) {
    throw new DomainError('fields_missing', '折り返しの日時をお客様と約束してください。', { faults: [{ field: 'startsAt', message: '折り返しの日時を入力してください。' }] });
  }
}
