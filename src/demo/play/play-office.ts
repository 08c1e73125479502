import { createHash } from 'node:crypto';
import { CommonCauses } from '../../analysis/causes/common-causes.service.js';
import { ContactDrills } from '../../customers/drills/contact-drills.service.js';
import iconv from 'iconv-lite';
import { Calendars } from '../../calendar/calendars.service.js';
import { dateOf, dayOf } from '../../calendar/civil-day.rules.js';
import { civilDate } from '../../calendar/japanese-time.js';
import { ContractRow } from '../../customers/contract.entity.js';
import { CustomerRow } from '../../customers/customer.entity.js';
import { Customers, type ContractFacts } from '../../customers/customers.service.js';
import { ContactRequestRow } from '../../customers/contact-request.entity.js';
import { ContactRequests } from '../../customers/contact-requests.service.js';
import { ParameterSheets } from '../../customers/parameter-sheets.service.js';
import { Successions } from '../../customers/successions.service.js';
import { Evidence } from '../../analysis/evidence.service.js';
import { HearingSheets } from '../../hearing/hearing-sheets.service.js';
import { readDefinitionText } from '../../hearing/read-definition.js';
import type { Question } from '../../hearing/sheet-definition.schemas.js';
import { SheetOffice } from '../../hearing/sheet-office.service.js';
import { Notices } from '../../inquiries/notices/notices.service.js';
import { Quarantine } from '../../mail/pages/quarantine.service.js';
import { RawMessageRow } from '../../mail/raw-message.entity.js';
import { Erasures } from '../../record/erasure/erasures.service.js';
import { Holds } from '../../record/erasure/holds.service.js';
import { wholeAt } from '../../platform/content/collect.js';
import type { PersonKey } from '../register/people.js';
import type { CustomerKey } from '../register/customers.js';
import { instantAt } from '../demo-clock.rules.js';
import type { Stage } from './stage.js';
import type { OfficeStep } from './story.js';
import type { Scene } from './timetable.js';

type Play<Kind extends OfficeStep['kind']> = (stage: Stage, scene: Scene, step: Extract<OfficeStep, { kind: Kind }>) => Promise<unknown>;

const plays: { readonly [Kind in OfficeStep['kind']]: Play<Kind> } = {
  request_contact: (stage, _, step) => stage.service(ContactRequests).request(stage.scope(step.by), stage.register.customerIds[step.customer], step.contact),
  approve_contact: async (stage, _, step) => stage.service(ContactRequests).approve(stage.scope(step.by), await waiting(stage, step.customer)),
  refuse_contact: async (stage, _, step) => stage.service(ContactRequests).refuse(stage.scope(step.by), await waiting(stage, step.customer), step.reason),
  import: (stage, _, step) => {
    const bytes = iconv.encode(`${step.lines.join('\r\n')}\r\n`, step.encoding, { addBOM: step.encoding === 'utf-8' });
    return stage.service(ParameterSheets).import(stage.scope(step.by), { name: step.fileName, bytes });
  },
  close_days: async (stage, scene, step) => {
    const date = dateOf(dayOf((await stage.calendar()).addBusinessDays(scene.at, step.businessDaysAhead)));
    return stage.service(Calendars).addClosure(actor(stage, step), { from: date, to: date, reason: step.reason });
  },
  suspend: (stage, scene, step) =>
    stage.service(Calendars).declareSuspension(actor(stage, step), { from: scene.at, to: scene.at + step.minutes * 60_000, reason: step.reason }),
  succession: (stage, scene, step) => {
    const order = { fromDeskId: stage.register.deskIds[step.from], toDeskId: stage.register.deskIds[step.to] };
    return stage.service(Successions).execute(stage.scope(step.by), { ...order, effectiveAt: effectiveFrom(step.date, scene) });
  },
  quarantine: async (stage, scene, step) => {
    const quarantine = stage.service(Quarantine);
    const row = await stage.db.one(RawMessageRow, { id: stage.mailId(scene) });
    const seen = { id: row?.id ?? '', version: row?.version ?? 0 };
    const scope = stage.scope(step.by);
    await stage.db.tx(async (tx) => {
      if (step.decide === 'spam') await quarantine.markSpam(tx, scope, seen);
      else if (step.decide === 'release') stage.began(scene, await quarantine.release(tx, scope, seen));
      else await quarantine.answer(tx, scope, seen, step.decide === 'answer' ? 'unregistered' : 'japanese_only');
    });
  },
  end_contract: async (stage, scene, step) => {
    const endedOn = civilDate(stage.instantOf(scene, step.lastDay));
    return editContract(stage, step, { endedOn, endReason: 'non_renewal', endNoticeOn: civilDate(scene.at) });
  },
  hold: async (stage, scene, step) => {
    const { number: inquiryNumber } = await stage.inquiry(scene);
    const facts = { kind: step.hold, ground: step.ground, inquiryNumber, until: null };
    await stage.db.tx((tx) => stage.service(Holds).place(tx, stage.scope(step.by), stage.register.customerIds[step.customer], facts));
  },
  common_cause: async (stage, scene, step) => {
    const causes = stage.service(CommonCauses);
    const [scope, { number }] = [stage.scope(step.by), await stage.inquiry(scene)];
    const id = await causes.begin(scope, { ...step.text, inquiry: number });
    await causes.add(scope, id, 1, (await stage.told(scene)).number(step.also));
    await causes.publish(scope, id, 2);
  },
  contact_drill: (stage, _, step) => stage.service(ContactDrills).record(stage.scope(step.by), stage.register.customerIds[step.customer], step.outcome),
  request_erasure: (stage, _, step) =>
    stage.db.tx((tx) => stage.service(Erasures).request(tx, stage.scope(step.by), stage.register.customerIds[step.customer], { choice: 'disposal', ground: 'request' })),
  deliver_contract: async (stage, scene, step) => {
    const deliveredOn = `${civilDate(stage.instantOf(scene, step.inMonthOf)).slice(0, 8)}01`;
    return editContract(stage, step, { deliveredOn, termStartsOn: deliveredOn });
  },
  publish_sheet: async (stage, _, step) => {
    const office = stage.service(SheetOffice);
    const { definition } = await stage.service(HearingSheets).published();
    const sections = definition.sections.map((section) => ({ ...section, questions: section.questions.map((question) => withHint(question, step.hints[question.id])) }));
    const version = await office.draft(stage.scope(step.by), readDefinitionText(JSON.stringify({ ...definition, title: step.title, sections })));
    await office.publish(stage.scope(step.by), version);
  },
  acknowledge_sheet: async (stage, _, step) => {
    const { version } = await stage.service(HearingSheets).published();
    const scope = stage.scope(step.by);
    for (const deskId of scope.deskIds) await stage.service(SheetOffice).acknowledge(scope, version, deskId);
  },
  read_notices: (stage, scene, step) => stage.db.tx((tx) => stage.service(Notices).markSeen(tx, stage.scope(step.by).staffId, { until: scene.at, now: scene.at })),
  evidence: async (stage, scene, step) => {
    const { id: inquiryId } = await stage.inquiry(scene);
    const { fileName, contentType, text, statedSha256: stated = '', declaredBy } = step;
    const statedSha256 = stated === true ? createHash('sha256').update(text).digest('hex') : stated;
    const request = declaredBy === undefined ? {} : { declaredBy, logRequestId: (await stage.told(scene)).logRequestId };
    const file = { inquiryId, fileName, contentType, statedSha256, ...request, source: wholeAt(Buffer.from(text)), receivedVia: 'upload', receivedFrom: 'お客様', receivedAt: scene.at } as const;
    await stage.service(Evidence).receive({ kind: 'staff', scope: stage.scope(step.by) }, file);
  },
};

/** What happens beside inquiries: registrations, files, the calendar. */
export async function playOffice<Kind extends OfficeStep['kind']>(stage: Stage, scene: Scene, step: Extract<OfficeStep, { kind: Kind }>): Promise<void> {
  const play = plays[step.kind] as unknown as Play<Kind>;
  await play(stage, scene, step);
}

function withHint(question: Question, hint: string | undefined): Question {
  return hint === undefined ? question : { ...question, hint };
}

async function editContract(stage: Stage, step: { readonly by: PersonKey; readonly customer: CustomerKey }, set: Partial<ContractFacts>): Promise<void> {
  const customerId = stage.register.customerIds[step.customer];
  const [contract] = await stage.db.many(ContractRow, { customerId });
  const customer = await stage.db.one(CustomerRow, { id: customerId });
  if (contract === undefined || customer === null) throw new Error(`${step.customer} has no contract.`);
  const { contractNumber, deviceId, deliveredOn, termStartsOn, termEndsOn, endedOn, endReason, endNoticeOn } = contract;
  const facts = { contractNumber, deviceId, deliveredOn, termStartsOn, termEndsOn, endedOn, endReason, endNoticeOn, ...set };
  await stage.service(Customers).editContract(stage.scope(step.by), { customerId, contractId: contract.id }, customer.version, facts);
}

function actor(stage: Stage, step: OfficeStep): { readonly kind: 'staff'; readonly id: string } {
  return { kind: 'staff', id: stage.scope(step.by).staffId };
}

/** The date of the sketch while it lies ahead, else the first day of the month after next. */
function effectiveFrom(date: string, { at }: Scene): number {
  const wanted = instantAt(date, '00:00');
  if (wanted > at) return wanted;
  const [year = 0, month = 0] = dateOf(dayOf(at)).split('-').map(Number);
  const first = new Date(Date.UTC(year, month + 1, 1)).toISOString().slice(0, 10);
  return instantAt(first, '00:00');
}

async function waiting(stage: Stage, customer: CustomerKey): Promise<string> {
  const request = (await stage.db.many(ContactRequestRow, { customerId: stage.register.customerIds[customer], state: 'waiting' })).at(-1);
  if (request === undefined) throw new Error(`No request waits for ${customer}.`);
  return request.id;
}
