import { CustomerQueries } from '../../customers/customer.queries.js';
import { answersBody, parseSheetJson, type AnswersBody } from '../../hearing/sheet.schemas.js';
import { ActRunner } from '../../inquiries/acts/act-runner.service.js';
import { InquirySheets } from '../../inquiries/inquiry-sheets.service.js';
import { newCallSchema } from '../../inquiries/opening.schemas.js';
import { TakeCall } from '../../inquiries/take-call.service.js';
import { DomainError } from '../../platform/errors.js';
import { toIsoTokyo } from '../../calendar/japanese-time.js';
import type { Stage } from './stage.js';
import type { ActStep, Answers, CallStep, HearStep, Said, Told } from './story.js';
import type { Scene } from './timetable.js';

/** A call is taken down as on the page for calls, by somebody of the customer's desk. */
export async function playCall(stage: Stage, scene: Scene, step: CallStep): Promise<void> {
  const customerId = step.customer === null ? '' : stage.register.customerIds[step.customer];
  const contact = customerId === '' ? undefined : await stage.service(CustomerQueries).contactAt(customerId, scene.at);
  const receivedAt = toIsoTokyo(step.came === undefined ? scene.at : stage.instantOf(scene, step.came));
  const call = newCallSchema.parse({
    way: step.way ?? 'take_call',
    receivedAt,
    customerId,
    callerName: step.caller ?? contact?.name ?? '',
    callbackPhone: step.phone ?? contact?.phone ?? '',
    headline: step.headline,
    reason: step.reason ?? '',
    followUpOf: step.followUpOf === undefined ? '' : (await stage.inquiry(scene, step.followUpOf)).id,
  });
  const row = await stage.service(TakeCall).take(stage.scope(step.by), call);
  stage.began(scene, row.id);
}

/** Answers go through the same reading as those typed into the page. */
export async function playHearing(stage: Stage, scene: Scene, step: HearStep): Promise<void> {
  const row = await stage.inquiry(scene);
  const told = await stage.told(scene);
  const sheets = stage.service(InquirySheets);
  const { sheet, answers: current } = await sheets.of(row);
  const body = answersBody.parse({ answers: answersOf(step, told), source: step.source });
  const parsed = parseSheetJson(body, { sheet: sheet.definition, current, now: scene.at });
  if (parsed.faults.length > 0) throw new DomainError('validation_failed', 'The sheet refuses these answers.', { faults: parsed.faults });
  await sheets.record({ kind: 'staff', scope: stage.scope(step.by) }, row.id, { answers: parsed.answers, source: step.source });
}

/** An act on the version of the inquiry as it stands. */
export async function playAct(stage: Stage, scene: Scene, step: ActStep): Promise<void> {
  const { id, version } = await stage.inquiry(scene);
  const body = typeof step.body === 'function' ? step.body(await stage.told(scene)) : step.body;
  await stage.service(ActRunner).run(stage.scope(step.by), step.act, { id, version, body });
}

type AnswerBody = AnswersBody['answers'][number];
type Place = Pick<AnswerBody, 'questionId' | 'group'>;

function answersOf(step: HearStep, told: Told): object[] {
  const open = (keys: readonly string[], state: 'unknown' | 'declined'): object[] => keys.map((key) => ({ ...placeOf(key), state }));
  return [...values(step.answers, told), ...open(step.unknown, 'unknown'), ...open(step.declined, 'declined')];
}

function values(answers: Answers, told: Told): object[] {
  return Object.entries(answers).map(([key, said]) => ({ ...placeOf(key), value: valueOf(said, told) }));
}

function placeOf(key: string): Place {
  const [questionId = '', group = '0'] = key.split('.');
  return { questionId, group: Number(group) };
}

function valueOf(said: Said, told: Told): AnswerBody['value'] {
  if (typeof said === 'function') return said(told);
  if (typeof said !== 'object') return said;
  if ('moment' in said) return momentOf(said, told);
  return [...said];
}

/** What the clock of the notice showed: in UTC where it counts in UTC. */
function momentOf({ moment, zone = 'JST' }: Extract<Said, { moment: unknown }>, told: Told): { text: string; zone: 'JST' | 'UTC' | 'unknown' } {
  const utc = new Date(told.iso(moment)).toISOString();
  const text = zone === 'UTC' ? `${utc.slice(0, 10)} ${utc.slice(11, 16)}` : `${told.date(moment)} ${told.time(moment)}`;
  return { text, zone };
}
