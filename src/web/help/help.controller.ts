import { Controller, Get, Param } from '@nestjs/common';
import { z } from 'zod';
import { roles, type Role, type Scope } from '../../platform/scope.js';
import { roleNames } from '../../staff/permissions.js';
import { SignedIn } from '../access.js';
import { Navigation } from '../navigation.js';
import { NavigationLinks } from '../navigation.service.js';
import { withoutClosedLinks } from './closed-links.rules.js';
import { CurrentScope } from '../request-context.js';
import { Views } from '../views.js';
import { Tours } from './tours.js';

const role = z.enum(roles);

/** A short manual for each role, and the tour of the first day. Anybody may read how the others work. */
@Controller('help')
export class HelpController {
  constructor(
    private readonly tours: Tours,
    private readonly links: NavigationLinks,
    private readonly views: Views,
  ) {}

  @Get()
  @SignedIn()
  @Navigation({ label: 'ヘルプ', order: 95 })
  overview(@CurrentScope() scope: Scope): string {
    const entry = (each: Role) => ({ role: each, name: roleNames[each], tour: this.tours.start(each) });
    return this.views.page('help/overview', { title: 'ヘルプ', own: scope.roles.map(entry), others: roles.filter((each) => !scope.roles.includes(each)).map(entry) });
  }

  @Get(':role')
  @SignedIn()
  manual(@Param('role', { schema: role }) asked: Role, @CurrentScope() scope: Scope): string {
    const start = scope.roles.includes(asked) ? this.tours.start(asked) : undefined;
    const html = this.views.page('help/manual', { title: `${roleNames[asked]}の手引き`, role: asked, start });
    return withoutClosedLinks(html, (path) => this.links.isClosed(scope, path));
  }
}
