import type { Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestDesk, type TestDesk } from '../support/desk.js';

interface Conversation {
  readonly socket: Socket;
  /** All that came, once the desk has hung up. */
  readonly ended: Promise<string>;
}

describe('R28, ASVS 15.2.2: whoever sends or reads slowly or without end', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await startTestDesk({ config: { requestTimeoutMs: 700 } });
  });
  afterAll(() => desk.close());

  const open = async (): Promise<Conversation> => {
    const socket = connect(Number(new URL(desk.baseUrl).port), '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    let received = '';
    socket.on('data', (data) => (received += String(data)));
    socket.on('error', () => undefined);
    return { socket, ended: new Promise((resolve) => socket.once('close', () => resolve(received))) };
  };
  /** Writes a little now and then, for as long as it is listened to. */
  const drip = async (socket: Socket, piece: string): Promise<void> => {
    for (let times = 0; times < 100 && socket.writable; times += 1) {
      socket.write(piece);
      await sleep(50);
    }
  };

  it.each([
    ['a header that never ends', 'GET /sign-in HTTP/1.1\r\nhost: x\r\n', 'x-a: b\r\n'],
    ['a body that drips', 'POST /api/v1/sessions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n', ' '],
    ['a body in pieces that drips', 'POST /api/v1/sessions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n', '1\r\n \r\n'],
    ['an upload that drips', `PATCH /upload/${'A'.repeat(43)}/files/x HTTP/1.1\r\nhost: x\r\ntus-resumable: 1.0.0\r\nupload-offset: 0\r\ncontent-type: application/offset+octet-stream\r\ncontent-length: 100000\r\n\r\n`, 'x'],
  ])('is cut off: %s', async (_what, head, piece) => {
    const { socket, ended } = await open();
    const started = Date.now();
    socket.write(head);
    void drip(socket, piece);
    const heard = await ended;
    expect(Date.now() - started).toBeLessThan(4_500);
    expect(heard === '' ? '' : heard.slice(0, 12), 'by a plain word or none').toMatch(/^$|HTTP\/1\.1 4\d\d/);
  });

  it('keeps nobody else waiting: with 300 connections half open a page comes at once', async () => {
    const all = await Promise.all(Array.from({ length: 300 }, open));
    for (const { socket } of all) socket.write('GET /sign-in HTTP/1.1\r\nhost: x\r\nx-a: ');
    const started = Date.now();
    expect((await desk.anonymous().get('/sign-in')).status).toBe(200);
    expect(Date.now() - started).toBeLessThan(2_000);
    await Promise.all(all.map(({ ended }) => ended));
  });

  it('lets go of whoever asks for much and reads nothing of it', async () => {
    const sheet = /href="(\/assets\/[^"]*desk\.css)"/.exec((await desk.anonymous().get('/sign-in')).text)?.[1];
    const accepted = new Promise<Socket>((resolve) => (desk.app.getHttpServer() as Server).once('connection', resolve));
    const { socket } = await open();
    const held = await accepted;
    socket.pause();
    // More than the buffers of both ends take up.
    socket.write(`GET ${sheet} HTTP/1.1\r\nhost: x\r\n\r\n`.repeat(600));
    await expect.poll(() => held.destroyed, { timeout: 6_000, interval: 100 }).toBe(true);
    socket.destroy();
  });

  it('R29: a body beyond the limit is refused while it streams, long before its end', async () => {
    const { socket, ended } = await open();
    socket.write('POST /api/v1/sessions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n');
    const piece = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(0x10000, ' '), Buffer.from('\r\n')]);
    let sent = 0;
    while (socket.writable && sent < 64 * 1024 * 1024) {
      sent += piece.byteLength;
      if (!socket.write(piece)) await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), ended]);
    }
    expect(await ended).toMatch(/^HTTP\/1\.1 413/);
    expect(sent, 'of 64 MB').toBeLessThan(16 * 1024 * 1024);
  });
});
