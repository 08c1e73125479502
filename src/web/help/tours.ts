import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import type { Role, Scope } from '../../platform/scope.js';
import { projectDir } from '../../read-config.js';
import { stepAt, tour, tourStart, type Tour, type TourStep } from './tours.rules.js';

/** The tours of `templates/tours`, read once; a faulty one stops the start and says where it is faulty. */
@Injectable()
export class Tours {
  readonly all: readonly Tour[] = readTours();

  /** Where the tour of a role begins. */
  start(role: Role): string | undefined {
    return tourStart(this.all, role);
  }

  /** What stands above the page under way, if it was reached on a tour. */
  at(scope: Scope, url: string): TourStep | undefined {
    return url.includes('tour=') ? stepAt(this.all, scope.roles, url) : undefined;
  }
}

function readTours(): readonly Tour[] {
  const folder = join(projectDir(), 'templates', 'tours');
  return readdirSync(folder).filter((name) => name.endsWith('.json')).map((name) => {
    const read = tour.safeParse(JSON.parse(readFileSync(join(folder, name), 'utf8')));
    if (!read.success) throw new Error(`The tour ${name} is faulty: ${read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join(' / ')}`);
    return read.data;
  });
}
