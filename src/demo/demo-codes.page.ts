import { Controller, Get, Module } from '@nestjs/common';
import { Public } from '../web/access.js';
import { Views } from '../web/views.js';
import { roleNames } from '../staff/permissions.js';
import { totpCodeEndsInMs } from '../staff/totp.js';
import { demoCodes } from './demo-factors.js';
import { people } from './register/people.js';

/** The codes of the demo as a page. No other desk has it: it comes in with the demo's own module. */
@Controller('demo/codes')
export class DemoCodesPage {
  constructor(private readonly views: Views) {}

  @Get()
  @Public()
  async show(): Promise<string> {
    const now = Date.now();
    const lines = (await demoCodes(now)).map(({ person, code }) => ({
      code: `${code.slice(0, 3)} ${code.slice(3)}`,
      name: people[person].name,
      loginName: people[person].loginName,
      roles: people[person].roles.map((role) => roleNames[role]).join('・'),
    }));
    return this.views.page('staff/demo-codes', { title: 'デモの確認コード', lines, seconds: Math.ceil(totpCodeEndsInMs(now) / 1000) });
  }
}

/** What only the demo serves. */
@Module({ controllers: [DemoCodesPage] })
export class DemoModule {}
