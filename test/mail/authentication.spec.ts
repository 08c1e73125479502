import { describe, expect, it } from 'vitest';
import { judgeAuthentication } from '../../src/mail/intake/authentication.rules.js';
import { headerLines, type HeaderLine } from '../../src/mail/intake/header-lines.rules.js';

const results = (lines: readonly string[]): HeaderLine[] => lines.map((value) => ({ name: 'authentication-results', value }));

describe('authentication results (V10)', () => {
  const judge = (...lines: string[]) => judgeAuthentication(results(lines), 'mx.desk.example.jp', 'customer.example');

  it.each<[string, string[], string]>([
    ['a literal DMARC pass', ['mx.desk.example.jp; dmarc=pass header.from=customer.example'], 'pass'],
    ['a DMARC fail', ['mx.desk.example.jp; dkim=pass header.d=attacker.example; dmarc=fail header.from=customer.example'], 'fail'],
    ['Google, with comments in comments', ['mx.desk.example.jp; dkim=pass header.i=@customer.example header.s=x; spf=pass (google.com: domain of a@b designates 1.2.3.4 (x) as permitted) smtp.mailfrom=a@b.example; dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=customer.example'], 'pass'],
    ['Microsoft 365, which names no server', ['spf=pass (sender IP is 1.2.3.4) smtp.mailfrom=customer.example; dkim=pass; dmarc=bestguesspass action=none header.from=customer.example'], 'none'],
    ['bestguesspass of our own server', ['mx.desk.example.jp; dmarc=bestguesspass header.from=customer.example'], 'none'],
    ['another server', ['mx.attacker.example; dmarc=pass header.from=customer.example'], 'none'],
    ['a forged line below our own', ['mx.desk.example.jp; dmarc=fail header.from=customer.example', 'mx.desk.example.jp; dmarc=pass header.from=customer.example'], 'fail'],
    ['a DMARC fail below a line of SPF alone', ['mx.desk.example.jp; spf=pass smtp.mailfrom=attacker.example', 'mx.desk.example.jp; dkim=none', 'mx.desk.example.jp; dmarc=fail (p=reject) header.from=customer.example'], 'fail'],
    ['a DMARC pass there, which anybody may have written', ['mx.desk.example.jp; spf=pass smtp.mailfrom=attacker.example', 'mx.desk.example.jp; dmarc=pass header.from=customer.example'], 'none'],
    ['a DMARC fail of another server below', ['mx.desk.example.jp; spf=none', 'mx.attacker.example; dmarc=fail header.from=customer.example'], 'none'],
    ['a DMARC fail of another domain below', ['mx.desk.example.jp; spf=none', 'mx.desk.example.jp; dmarc=fail header.from=list.example'], 'none'],
    ['a pass above a fail', ['mx.desk.example.jp; dmarc=pass header.from=customer.example', 'mx.desk.example.jp; dmarc=fail header.from=customer.example'], 'pass'],
    ['a pass inside a comment', ['mx.desk.example.jp; spf=none (dmarc=pass header.from=customer.example)'], 'none'],
    ['a pass inside the comment of a fail', ['mx.desk.example.jp; dmarc=fail (x; dmarc=pass) header.from=customer.example'], 'fail'],
    ['a comment that never ends', ['mx.desk.example.jp; spf=pass (a; dmarc=pass header.from=customer.example'], 'none'],
    ['two DMARC results', ['mx.desk.example.jp; dmarc=fail header.from=customer.example; dmarc=pass header.from=customer.example'], 'none'],
    ['a pass for another domain', ['mx.desk.example.jp; dmarc=pass header.from=attacker.example'], 'none'],
    ['an aligned DKIM pass without DMARC', ['mx.desk.example.jp; dkim=pass header.d=mail.customer.example; dmarc=none'], 'pass'],
    ['a DKIM pass of somebody else', ['mx.desk.example.jp; dkim=pass header.d=attacker.example; dmarc=none'], 'none'],
    ['an aligned SPF pass without DMARC', ['mx.desk.example.jp; spf=pass smtp.mailfrom=taro@customer.example'], 'pass'],
    ['two SPF results, one an aligned pass', ['mx.desk.example.jp; spf=none smtp.mailfrom=attacker.example; spf=pass smtp.mailfrom=customer.example'], 'none'],
    ['a domain that only ends alike', ['mx.desk.example.jp; dkim=pass header.d=evilcustomer.example'], 'none'],
    ['a top-level domain', ['mx.desk.example.jp; dkim=pass header.d=example'], 'none'],
    ['an SPF fail and nothing else', ['mx.desk.example.jp; spf=fail smtp.mailfrom=customer.example'], 'fail'],
    ['nothing', [], 'none'],
  ])('%s', (_title, lines, verdict) => {
    expect(judge(...lines)).toBe(verdict);
  });

  it.each<[string, string[], string]>([
    ['a pass of its own', ['spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=customer.example; dkim=pass (signature was verified) header.d=customer.example;dmarc=pass action=none header.from=customer.example;compauth=pass reason=100'], 'pass'],
    ['bestguesspass with an aligned SPF pass', ['spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=customer.example; dkim=none (message not signed) header.d=none;dmarc=bestguesspass action=none header.from=customer.example'], 'pass'],
    ['bestguesspass and nothing else', ['spf=none smtp.mailfrom=customer.example; dkim=none header.d=none;dmarc=bestguesspass action=none header.from=customer.example'], 'none'],
    ['a fail', ['spf=fail smtp.mailfrom=customer.example; dkim=none; dmarc=fail action=quarantine header.from=customer.example'], 'fail'],
    ['a line without a name that is not on top', ['mx.attacker.example; dmarc=pass header.from=customer.example', 'dmarc=pass header.from=customer.example'], 'none'],
    ['a named one on top', ['mx.attacker.example; dmarc=pass header.from=customer.example'], 'none'],
  ])('F15, Microsoft 365, when it is configured: %s', (_title, lines, verdict) => {
    expect(judgeAuthentication(results(lines), 'microsoft365', 'customer.example')).toBe(verdict);
  });

  it('F15: Mailgun names its MX host, and only that is believed', () => {
    const lines = ['mxa.mailgun.org; dkim=pass header.d=customer.example; spf=pass smtp.mailfrom=customer.example; dmarc=pass header.from=customer.example'];
    expect(judgeAuthentication(results(lines), 'mxa.mailgun.org', 'customer.example')).toBe('pass');
    expect(judgeAuthentication(results(lines), 'mailgun.org', 'customer.example')).toBe('none');
  });

  it('Postfix with OpenDKIM and OpenDMARC writes two lines; the upper one counts', () => {
    const lines = ['mx.desk.example.jp; dmarc=pass (p=reject dis=none) header.from=customer.example', 'mx.desk.example.jp; dkim=pass (2048-bit key) header.d=customer.example header.i=@customer.example'];
    expect(judge(...lines)).toBe('pass');
  });

  it('R24: reads the first fifty lines, and none that is longer than a server writes', () => {
    const pass = 'mx.desk.example.jp; dmarc=pass header.from=customer.example';
    const others = (count: number): string[] => Array.from({ length: count }, () => 'mx.attacker.example; dmarc=none');
    expect([judge(...others(49), pass), judge(...others(50), pass)]).toEqual(['pass', 'none']);
    expect([judge(`${pass}${';'.repeat(9_000)}`), judge(`${pass}${';'.repeat(10_000)}`)]).toEqual(['pass', 'none']);
  });

  it('believes nobody where no server is configured', () => {
    expect(judgeAuthentication(results(['mx.desk.example.jp; dmarc=pass']), undefined, 'customer.example')).toBe('none');
  });
});

describe('results below what a foreign host wrote (F15, RFC 8601)', () => {
  const host = 'mx.desk.example.jp';
  const claim = `Authentication-Results: ${host}; dmarc=pass header.from=customer.example`;
  const foreign = 'Received: from pc (pc [198.51.100.9]) by relay.attacker.example (Postfix) with ESMTPSA id 1; Tue, 24 Nov 2026 10:00:00 +0900';
  const border = (from: string): string => `Received: ${from}\r\n by ${host} (Postfix) with ESMTPS id 2\r\n for <desk@desk.example.jp>; Tue, 24 Nov 2026 10:00:01 +0900`;
  const outside = border('from relay.attacker.example (unknown [198.51.100.7])');
  const judge = (lines: readonly string[], id = host) =>
    judgeAuthentication(headerLines(Buffer.from([...lines, 'From: taro@customer.example', '', ''].join('\r\n'))), id, 'customer.example');

  const ofDomain = claim.replace(host, 'desk.example.jp');
  const withinDomain = `Received: from ${host} (${host} [203.0.113.2]) by store.desk.example.jp with ESMTP id 3; Tue, 24 Nov 2026 10:00:02 +0900`;

  it.each<[string, string[], string?]>([
    ['Postfix, which names address and port', [outside, foreign, claim]],
    ['Postfix over IPv6', [border('from a (unknown [IPv6:2001:db8::7])'), foreign, claim]],
    ['Exim', [border('from [198.51.100.7] (port=4711 helo=a)'), foreign, claim]],
    ['Exim over IPv6', [border('from a ([2001:db8::7]:4711)'), foreign, claim]],
    ['qmail', [border('from unknown (HELO a) (postmaster@198.51.100.7)'), foreign, claim]],
    ['Exchange', [border('from a.attacker.example (198.51.100.7)'), foreign, claim]],
    ['a sender who greets as an address of ours', [border('from [127.0.0.1] (unknown [198.51.100.7])'), foreign, claim]],
    ['a server of another case', [outside.replace(host, 'MX.desk.example.jp'), foreign, claim]],
    ['mail handed on to us, and then within the machine', [border('from localhost (localhost [127.0.0.1])'), outside, foreign, claim]],
    ['mail given to the mail store first', [`Received: from ${host} by store.desk.example.jp with LMTP id 3; Tue, 24 Nov 2026 10:00:02 +0900`, outside, foreign, claim]],
    ['a foreign host that says it is ours', [outside, foreign.replace('relay.attacker.example', host), claim]],
    ['a server that writes under the name of its domain', [outside, foreign, ofDomain], 'desk.example.jp'],
    ['a foreign host that greets with a name of that domain', [border('from mx9.desk.example.jp (unknown [198.51.100.7])'), foreign, ofDomain], 'desk.example.jp'],
    ['several that do, one of which hands the mail to another', [withinDomain, outside, foreign, ofDomain], 'desk.example.jp'],
  ])('are not believed: %s', (_title, lines, id) => {
    expect(judge(lines, id)).toBe('none');
  });

  it.each<[string, string[], string?]>([
    ['above our own Received, as OpenDMARC writes them', [claim, outside, foreign]],
    ['below our own Received, as Google and OpenDKIM write them', [outside, claim, foreign]],
    ['below, the sender having handed it over himself', [outside, claim]],
    ['with the steps of a filter on our own machine above them', [border('from localhost (localhost [127.0.0.1])'), `Received: from ${host} ([127.0.0.1]) by localhost (${host} [127.0.0.1]) (amavisd-new, port 10024) with ESMTP id 3; Tue, 24 Nov 2026 10:00:02 +0900`, claim, outside, foreign]],
    ['with a step to a program above them, which names no address', [`Received: by ${host} (Postfix, from userid 1000) id 3; Tue, 24 Nov 2026 10:00:02 +0900`, outside, claim, foreign]],
    ['with LMTP by a socket above them', [`Received: from ${host} by ${host} with LMTP id 3; Tue, 24 Nov 2026 10:00:02 +0900`, outside, claim, foreign]],
    ['with steps in a network of our own above them', [border('from edge.internal (edge.internal [10.1.2.3])'), `Received: from ${host} (${host} [fd00::7]) by edge.internal with ESMTP; Tue, 24 Nov 2026 10:00:02 +0900`, outside, claim, foreign]],
    ['with a mapped address of our own above them', [border('from edge.internal (edge.internal [::ffff:10.1.2.3])'), outside, claim, foreign]],
    ['of Google, whose later steps have addresses for names', [
      'Received: by 2002:a05:7022:6a1:b0:9a:1c1d:ab12 with SMTP id x1csp1; Tue, 24 Nov 2026 01:00:02 +0000 (UTC)',
      'X-Received: by 2002:a05:6a00:1a::1 with SMTP id k1; Tue, 24 Nov 2026 01:00:02 +0000 (UTC)',
      'Received: from mail.customer.example (mail.customer.example. [198.51.100.7]) by mx.google.com with ESMTPS id y for <desk@desk.example.jp>; Tue, 24 Nov 2026 01:00:01 +0000 (UTC)',
      'Authentication-Results: mx.google.com; dmarc=pass (p=NONE) header.from=customer.example',
      'Received: from pc (pc [198.51.100.9]) by mail.customer.example with ESMTPSA id 1; Tue, 24 Nov 2026 01:00:00 +0000',
    ], 'mx.google.com'],
    ['of a domain for which several hosts speak', ['Received: from mx2.example.jp (mx2.example.jp [203.0.113.2]) by mx1.example.jp with ESMTP; Tue, 24 Nov 2026 10:00:02 +0900', 'Received: from a (a [198.51.100.7]) by mx2.example.jp with ESMTP; Tue, 24 Nov 2026 10:00:01 +0900', claim.replace(host, 'example.jp')], 'example.jp'],
    ['of a domain, below the host that took the mail from outside', [withinDomain, outside, ofDomain, foreign], 'desk.example.jp'],
    ['of a domain, the mail given to a host whose name only ends alike', ['Received: from a (a [198.51.100.7]) by store.outdesk.example.jp with ESMTP id 3; Tue, 24 Nov 2026 10:00:02 +0900', outside, ofDomain, foreign], 'desk.example.jp'],
    ['fetched with another program, which writes a Received of its own', [`Received: from pop.provider.example (pop.provider.example [203.0.113.5]) by store.desk.example.jp with POP3 (fetchmail-6.4) for <desk@localhost>; Tue, 24 Nov 2026 10:00:02 +0900`, outside, claim, foreign]],
    ['where no Received stands at all', [claim]],
  ])('and those of our own server are: %s', (_title, lines, id) => {
    expect(judge(lines, id)).toBe('pass');
  });
});
