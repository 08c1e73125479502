import { done, hear, takeCall, verification, type Resource } from '../../inquiries/story.js';
import { asProgram, type Cast } from './day.js';

/** An inquiry as the first line leaves it in the morning: heard out and verified. */
export async function heardOut(cast: Cast, headline: string): Promise<Resource> {
  const first = await asProgram(cast, cast.hanako);
  const call = { customerId: cast.customer.customer.id, headline, receivedAt: '2026-11-24T09:05' };
  const inquiry = (await takeCall(first, call)).json<Resource>();
  await hear(cast.stage.desk, first, inquiry);
  return done(first, await fresh(cast, inquiry), 'verify', verification(cast.customer.contact.id));
}

/** The same, gone up to the second line. */
export async function escalated(cast: Cast, headline: string): Promise<Resource> {
  const inquiry = await heardOut(cast, headline);
  const wish = { reason: 'cannot_answer', comment: '判断をお願いします。', markOpenUnknown: true, unknownReason: 'お客様の手元に画面がないため' };
  return done(await asProgram(cast, cast.hanako), inquiry, 'escalate', wish);
}

/** What a program sees of an inquiry now. */
export async function fresh(cast: Cast, { id }: { readonly id: string }): Promise<Resource> {
  return (await (await asProgram(cast, cast.hanako)).api.get(`/api/v1/inquiries/${id}`)).json<Resource>();
}
