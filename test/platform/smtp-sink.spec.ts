import { createTransport } from 'nodemailer';
import { afterEach, describe, expect, it } from 'vitest';
import { startSmtpSink, type SmtpSink } from '../support/smtp-sink.js';

describe('the SMTP sink of the tests', () => {
  let sink: SmtpSink;
  // What is sent here need not be sound; that a fault is told has a test of its own.
  afterEach(() => sink.close().catch(() => undefined));

  const send = (to: string | string[] = 'taro@customer.example'): Promise<{ rejected: unknown[] }> =>
    createTransport({ host: '127.0.0.1', port: sink.port, ignoreTLS: true, socketTimeout: 500 }).sendMail({
      from: 'desk@desk.example.jp',
      to,
      subject: '受付確認',
      text: '.\nピリオドで始まる行',
    });

  it('keeps the exact bytes and the envelope of what it accepts', async () => {
    sink = await startSmtpSink();
    await send();
    expect(sink.mails).toHaveLength(1);
    expect(sink.mails[0]).toMatchObject({ from: 'desk@desk.example.jp', to: ['taro@customer.example'], acknowledged: true });
    expect(sink.mails[0]?.raw.toString()).toMatch(/\r\n\r\n/);
  });

  it('says at its end that a mail was not as it should be', async () => {
    sink = await startSmtpSink();
    await send(['a@customer.example', 'b@customer.example']);
    await expect(sink.close()).rejects.toThrow('has not exactly one recipient');
    sink = await startSmtpSink();
  });

  it('refuses for a time, and accepts the next one', async () => {
    sink = await startSmtpSink();
    sink.next({ kind: 'reject', stage: 'rcpt', code: 451 });
    await expect(send()).rejects.toMatchObject({ responseCode: 451 });
    await send();
    expect(sink.mails).toHaveLength(1);
  });

  it('refuses one of two recipients', async () => {
    sink = await startSmtpSink();
    sink.next({ kind: 'reject', stage: 'rcpt', code: 550, to: 'b@customer.example' });
    await expect(send(['a@customer.example', 'b@customer.example'])).resolves.toMatchObject({ rejected: ['b@customer.example'] });
  });

  it('drops before the body, and after it with the body kept', async () => {
    sink = await startSmtpSink();
    sink.next({ kind: 'drop', stage: 'rcpt' }, { kind: 'drop', stage: 'answer' });
    await expect(send()).rejects.toThrow();
    expect(sink.mails).toHaveLength(0);
    await expect(send()).rejects.toThrow();
    expect(sink.mails.map((mail) => mail.acknowledged)).toEqual([false]);
  });

  it('hangs until the sender gives up', async () => {
    sink = await startSmtpSink();
    sink.usually({ kind: 'hang', stage: 'answer' });
    await expect(send()).rejects.toThrow();
    expect(sink.mails.map((mail) => mail.acknowledged)).toEqual([false]);
  });
});
