import { Body, Controller, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { AppModule } from '../../src/app.module.js';
import { parseConfig } from '../../src/config.js';
import { sha256 } from '../../src/platform/ids.js';
import { Permit } from '../../src/web/access.js';
import { configureWeb, webAdapter } from '../../src/web/configure-web.js';
import { AcceptUploads, uploadedFile } from '../../src/web/uploads.js';
import { freshDatabase, type TestDatabase } from '../support/databases.js';
import { HttpClient } from '../support/http-client.js';
import { freePort } from '../support/free-port.js';
import { signInAs, type SignedIn } from '../support/sessions.js';

const upload = z.strictObject({ note: z.string(), file: uploadedFile });

@Controller('probe')
class UploadProbe {
  @Post()
  @Permit('customer.import')
  @AcceptUploads()
  take(@Body({ schema: upload }) body: z.infer<typeof upload>): object {
    return { note: body.note, name: body.file.fileName, size: body.file.bytes.byteLength, hash: sha256(body.file.bytes) };
  }
}

describe('a form with a file', () => {
  let app: NestFastifyApplication;
  let database: TestDatabase;
  let baseUrl: string;
  let owner: SignedIn;
  beforeAll(async () => {
    database = await freshDatabase('sqlite');
    const port = await freePort();
    const dir = mkdtempSync(join(tmpdir(), 'desk-uploads-'));
    const config = { ...parseConfig({ DESK_MODE: 'test', DESK_PORT: String(port) }, dir), database: database.target };
    @Module({ imports: [AppModule.for(config)], controllers: [UploadProbe] })
    class ProbeModule {}
    app = await NestFactory.create<NestFastifyApplication>(ProbeModule, webAdapter(config), { logger: ['fatal'] });
    await configureWeb(app, config);
    await app.listen(port, '127.0.0.1');
    baseUrl = config.baseUrl;
    owner = await signInAs(app, baseUrl, 'service_owner');
    await owner.client.get('/staff');
  });
  afterAll(async () => {
    await app.close();
    await database.remove();
  });

  function form(bytes: Uint8Array<ArrayBuffer>, fields: Record<string, string> = {}): FormData {
    const data = new FormData();
    for (const [name, value] of Object.entries({ note: '取込み', _csrf: owner.client.csrf ?? '', ...fields })) data.set(name, value);
    data.set('file', new Blob([bytes], { type: 'text/csv' }), '../../担当者一覧.csv');
    return data;
  }

  test('arrives whole, with its fields, once the person is known and meant it', async () => {
    const bytes = new Uint8Array(3_000_000).fill(7);
    const answer = await owner.client.request('/probe', { method: 'POST', body: form(bytes) });
    expect(answer.status, answer.text).toBe(201);
    expect(answer.json()).toMatchObject({ note: '取込み', size: 3_000_000, hash: sha256(bytes) });
  });

  test('above 12 MB it is refused with a sentence', async () => {
    const answer = await owner.client.request('/probe', { method: 'POST', body: form(new Uint8Array(12 * 1024 * 1024 + 1)) });
    expect(answer.status).toBe(413);
    expect(answer.text).toContain('ファイルは12 MB');
  });

  test('without the token of the page it is refused', async () => {
    const answer = await owner.client.request('/probe', { method: 'POST', body: form(new Uint8Array(9), { _csrf: 'x' }) });
    expect(answer.status).toBe(403);
  });

  test('from nobody and from a role without the right nothing of it is read', async () => {
    const analyst = await signInAs(app, baseUrl, 'second_line');
    expect((await analyst.client.request('/probe', { method: 'POST', body: form(new Uint8Array(9)) })).status).toBe(403);
    const stranger = new HttpClient(baseUrl);
    expect((await stranger.request('/probe', { method: 'POST', body: form(new Uint8Array(9)) })).status).toBe(401);
  });

  test('a field for a file must be a file', async () => {
    const data = new FormData();
    for (const [name, value] of Object.entries({ note: 'x', file: 'text', _csrf: owner.client.csrf ?? '' })) data.set(name, value);
    const answer = await owner.client.request('/probe', { method: 'POST', body: data });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('ファイルを選んでください。');
  });
});
