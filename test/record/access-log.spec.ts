import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/platform/ids.js';
import { wordsOf } from '../pages/page.js';
import { sql } from '../../src/platform/sql.js';
import { insert } from '../../src/platform/write.js';
import { Outbox } from '../../src/inquiries/outbox/outbox.service.js';
import { AccessLogQueries } from '../../src/record/access-log/access-log.queries.js';
import { AccessLogRow } from '../../src/staff/access-log.entity.js';
import { lookOf } from '../../src/web/looks.rules.js';
import { permissionsOfRoute, routeTable } from '../../src/web/route-table.js';
import { plantCanaries, type CanaryWorld } from '../support/canaries.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';

describe.each(databaseKinds())('on %s', (database) => {
  let desk: TestDesk;
  let world: CanaryWorld;
  beforeAll(async () => {
    desk = await startTestDesk({ database });
    world = await plantCanaries(desk);
  });
  afterAll(() => desk.close());

  interface Line { readonly act: string; readonly subject: string; readonly subjectId: string; readonly customerId: string | null; readonly inquiryId: string | null; readonly staffId: string }

  const linesOf = async (staffId: string): Promise<Line[]> =>
    desk.db.rows(sql`SELECT act, subject, subject_id AS "subjectId", customer_id AS "customerId", inquiry_id AS "inquiryId", staff_id AS "staffId" FROM access_log WHERE staff_id = ${staffId} ORDER BY id`);

  describe('E2 the access log', () => {
    it('has a line for each look at and each export of evidence, mails and customers, over pages and the API', async () => {
      const person = await desk.signIn('service_owner', { alsoRoles: ['second_line_lead'] });
      const { a } = world;
      const { id } = a.analysed;
      const looks = [
        [person.client, `/inquiries/${id}`, 'viewed', 'inquiry', id], [person.client, `/customers/${a.customerId}`, 'viewed', 'customer', a.customerId],
        [person.client, `/mail/messages/${a.mailId}`, 'viewed', 'message', a.mailId], [person.client, `/mail/messages/${a.mailId}/source`, 'exported', 'message', a.mailId],
        [person.client, `/mail/outbox/${a.outboxIds[0]}`, 'viewed', 'outgoing', a.outboxIds[0]],
        [person.api, `/api/v1/inquiries/${id}/evidence/${a.evidenceId}/content`, 'exported', 'evidence', a.evidenceId],
        [person.client, '/access-log.csv', 'exported', 'access_log', 'all'],
      ] as const;
      for (const [client, path] of looks) expect([path, (await client.get(path)).status]).toEqual([path, 200]);
      const lines = await linesOf(person.staffId);
      expect(lines.map(({ act, subject, subjectId }) => [act, subject, subjectId])).toEqual(looks.map(([, , ...line]) => line));
      expect(lines.filter(({ subject }) => ['inquiry', 'customer', 'evidence', 'outgoing'].includes(subject)).map(({ customerId }) => customerId)).toEqual(Array.from({ length: 4 }, () => a.customerId));
      const [file] = await desk.db.rows<{ number: string }>(sql`SELECT number FROM evidence_item WHERE id = ${a.evidenceId}`);
      const seen = wordsOf((await world.auditor.client.get(`/access-log?staffId=${person.staffId}&subject=evidence&inquiry=${file?.number}`)).text);
      expect(seen).toContain(`取り出し ログ・証跡 ${file?.number}`);
    });

    it('has a line for each paper and each list that somebody takes out', async () => {
      const person = await desk.signIn('first_line_supervisor', { deskIds: [world.a.deskId] });
      const { id } = world.a.analysed;
      for (const path of [`/inquiries/${id}/sheet.pdf`, '/reception-sheet.pdf']) expect([path, (await person.client.get(path)).status]).toEqual([path, 200]);
      const taken = (await linesOf(person.staffId)).filter(({ act }) => act === 'exported');
      expect(taken.map(({ subject, subjectId, customerId }) => [subject, subjectId, customerId])).toEqual([['inquiry', id, world.a.customerId], ['list', 'morning_sheet', null]]);
    });

    it('counts a page that is opened again at once as one look, and every export', async () => {
      const person = await desk.signIn('second_line_lead');
      const { id } = world.a.analysed;
      for (let time = 0; time < 2; time += 1) {
        await person.client.get(`/inquiries/${id}`);
        await person.client.get(`/inquiries/${id}/evidence/${world.a.evidenceId}/content`);
      }
      expect((await linesOf(person.staffId)).map(({ act }) => act).toSorted()).toEqual(['exported', 'exported', 'viewed']);
    });

    it('leaves out no line where many fall into one instant: page by page, over the API and in the file', async () => {
      const auditor = await desk.signIn('auditor');
      const { staffId } = await desk.signIn('first_line');
      const at = desk.clock.now();
      const looks = Array.from({ length: 1_001 }, () => ({ id: newId(), at, staffId, act: 'viewed' as const, subject: 'customer' as const, subjectId: world.a.customerId, customerId: world.a.customerId, inquiryId: null }));
      await desk.db.tx((tx) => insert(tx, AccessLogRow, looks));
      const csv = (await auditor.client.get(`/access-log.csv?staffId=${staffId}`)).text;
      expect(csv.trim().split('\r\n')).toHaveLength(1 + looks.length);
      const first = (await auditor.api.get(`/api/v1/access-log?staffId=${staffId}`)).json<{ lines: { id: string }[]; next: string }>();
      const second = (await auditor.api.get(`/api/v1/access-log?staffId=${staffId}&before=${first.next}`)).json<{ lines: { id: string }[] }>();
      expect([...first.lines, ...second.lines].map(({ id }) => id)).toEqual(looks.map(({ id }) => id).toReversed().slice(0, 200));
    });

    it('counts a look at what was taken out just before', async () => {
      const person = await desk.signIn('service_owner');
      for (const path of ['/source', '']) expect((await person.client.get(`/mail/messages/${world.a.mailId}${path}`)).status).toBe(200);
      expect((await linesOf(person.staffId)).map(({ act }) => act)).toEqual(['exported', 'viewed']);
    });

    it('knows whose mail it is where a notice to a customer concerns no inquiry', async () => {
      const person = await desk.signIn('service_owner');
      const { customerId } = world.a;
      const outbox = desk.app.get(Outbox);
      const body = { newDesk: await outbox.signatureOf(null), effectiveFrom: desk.clock.now() };
      const queued = await desk.db.tx((tx) => outbox.toCustomer(tx, customerId, { template: 'desk_changed', body, now: desk.clock.now() }));
      await person.client.get(`/mail/outbox/${queued?.outboxId}`);
      expect(await linesOf(person.staffId)).toMatchObject([{ subject: 'outgoing', subjectId: queued?.outboxId, customerId, inquiryId: null }]);
    });

    it('ASVS 16.3.2: has no line for what was refused: that somebody asked stands among the events of security, once a minute for a route, whether or not it exists', async () => {
      const stranger = await desk.signIn('first_line');
      const [missing, { customerId, analysed }] = [newId(), world.a];
      for (const path of [`/inquiries/${analysed.id}`, `/inquiries/${analysed.id}`, `/api/v1/customers/${missing}`, `/customers/${customerId}`]) expect((await stranger.client.get(path)).status, path).toBe(404);
      expect(await linesOf(stranger.staffId)).toEqual([]);
      const told = await desk.db.rows<{ data: string }>(sql`SELECT data FROM event WHERE stream_type = 'security' AND stream_id = ${`staff:${stranger.staffId}`} ORDER BY seq`);
      const unseen = { method: 'GET', because: 'unseen' };
      expect(told.map(({ data }): unknown => JSON.parse(data))).toEqual([
        { ...unseen, route: '/inquiries/:id', subject: 'inquiry', subjectId: analysed.id },
        { ...unseen, route: '/api/v1/customers/:id', subject: 'customer', subjectId: missing },
        { ...unseen, route: '/customers/:id', subject: 'customer', subjectId: customerId },
      ]);
    });

    it('is read by auditor and owner alone, by person, customer, inquiry and day', async () => {
      const { auditor, owner, lead, a, b } = world;
      const reader = await desk.signIn('first_line', { deskIds: a.first.deskIds, name: '=1+1' });
      await reader.client.get(`/customers/${a.customerId}`);
      await reader.client.get(`/inquiries/${a.hearing.id}`);
      expect((await lead.client.get('/access-log')).status).toBe(403);
      const found = async (query: string) => (await auditor.api.get(`/api/v1/access-log?${query}`)).json<{ lines: Line[] }>().lines;
      expect((await found(`staffId=${reader.staffId}`)).map(({ subject }) => subject)).toEqual(['inquiry', 'customer']);
      expect(await found(`staffId=${reader.staffId}&customerId=${b.customerId}`)).toEqual([]);
      expect(await found(`staffId=${reader.staffId}&inquiry=${a.hearing.number}&day=2026-11-24`)).toHaveLength(1);
      expect(await found(`staffId=${reader.staffId}&day=2026-11-23`)).toEqual([]);
      expect((await found(`staffId=${reader.staffId}&subject=customer`)).map(({ subject }) => subject)).toEqual(['customer']);
      expect(await found(`staffId=${reader.staffId}&subject=evidence`)).toEqual([]);
      expect((await auditor.api.get('/api/v1/access-log?subject=nothing')).status).toBe(422);
      const page = (await owner.client.get(`/access-log?staffId=${reader.staffId}`)).text;
      expect(page).toContain(a.hearing.number);
      const pages = desk.app.get(AccessLogQueries);
      const [newest] = await pages.lines({ staffId: reader.staffId }, undefined, 1);
      expect((await pages.lines({ staffId: reader.staffId }, newest?.id, 2)).map(({ subject }) => subject), 'the next page goes on behind the last line').toEqual(['customer']);
      expect((await auditor.api.get('/api/v1/access-log?day=2026-02-30')).status).toBe(422);
      const csv = await auditor.client.get(`/access-log.csv?staffId=${reader.staffId}`);
      expect(csv.headers.get('content-type')).toContain('text/csv');
      expect(csv.text.split('\r\n')[1]).toContain("'=1+1");
    });

    it('never changes what it has noted', async () => {
      await expect(desk.db.tx((tx) => desk.db.execute(tx, sql`UPDATE access_log SET at = 1`))).rejects.toThrow('access_log never changes');
    });

    it('lets a page be read and nothing be taken out where a look cannot be noted (R21)', async () => {
      const person = await desk.signIn('service_owner', { alsoRoles: ['second_line_lead'] });
      const { a } = world;
      await desk.db.tx((tx) => desk.db.execute(tx, sql`ALTER TABLE access_log RENAME TO access_log_away`));
      try {
        expect((await person.client.get(`/inquiries/${a.analysed.id}`)).status).toBe(200);
        const evidence = await person.api.get(`/api/v1/inquiries/${a.analysed.id}/evidence/${a.evidenceId}/content`);
        expect([evidence.status, evidence.headers.get('content-type')]).toEqual([500, expect.stringContaining('application/problem+json')]);
        expect(evidence.json()).toMatchObject({ status: 500, detail: expect.any(String) });
        const source = await person.client.get(`/mail/messages/${a.mailId}/source`);
        expect([source.status, source.headers.get('content-type')]).toEqual([500, expect.stringContaining('text/html')]);
        expect(source.text).not.toContain('Message-ID');
      } finally {
        await desk.db.tx((tx) => desk.db.execute(tx, sql`ALTER TABLE access_log_away RENAME TO access_log`));
      }
    });

    it('knows every page and answer that shows one customer’s data', () => {
      const others = ['/customers/new', '/partners', '/providers', '/support-desks', '/hearing-sheets', '/mail/templates', '/mail/mailboxes', '/mail/alert-recognisers', '/staff', '/retention', '/erasures', '/guide', '/phrases', '/common-causes', '/exports', '/queue/bulk/runs'];
      const shown = routeTable(desk.app).filter(({ method, path }) => method === 'GET' && path.includes(':'));
      const unknown = shown.filter((route) => permissionsOfRoute(route) !== undefined && !others.some((place) => route.path.replace('/api/v1', '').startsWith(`${place}/`)) && lookOf(route.path, {}) === undefined);
      expect(unknown.map(({ path }) => path)).toEqual([]);
      expect(shown.length).toBeGreaterThan(20);
    });
  });
});
