import { parseArgs } from 'node:util';
import { formatDateTime, toIsoTokyo } from '../calendar/japanese-time.js';
import type { Config } from '../config.js';
import { withDesk } from '../desk-context.js';
import { exitCodes, WrongUse, type Command } from '../platform/command.js';
import { Db } from '../platform/db.js';
import { DomainError } from '../platform/errors.js';
import { roles, type Role } from '../platform/scope.js';
import { sql } from '../platform/sql.js';
import { CONFIG } from '../settings.module.js';
import { linkUrl } from './staff.view.js';
import { newStaff } from './staff.schemas.js';
import { Staffs, type NewStaff } from './staffs.service.js';

/** `desk staff add`: the way the first account comes into being. There is no default password. */
export const staffAddCommand: Command = {
  usage: `Usage: npm run -s desk -- staff add --mail ADDRESS --name NAME --role ROLE [--role ROLE] [--desk CODE] [--json]

Adds a person and prints a one-time link, good for 72 hours, with which he sets his password.

  --mail ADDRESS   mail address; the name to sign in with
  --name NAME      name as the pages show it
  --role ROLE      ${roles.join(', ')}
  --desk CODE      support desk, for first_line and first_line_supervisor; may be repeated
  --json           print {"staffId","url","expiresAt"}`,
  run: async (args, io) => {
    const wanted = readArguments(args);
    return withDesk(async (desk) => {
      const supportDeskIds = await deskIdsOf(desk.get(Db), wanted.desks);
      const { staffId, link } = await desk.get(Staffs).addWithLink(null, checked({ ...wanted, supportDeskIds }));
      const url = linkUrl(desk.get<Config>(CONFIG), link.token);
      if (wanted.asJson) io.out(JSON.stringify({ staffId, url, expiresAt: toIsoTokyo(link.expiresAt) }));
      else io.out(`${wanted.displayName} さんを登録しました。次のリンクでパスワードを設定してください（${formatDateTime(link.expiresAt)}まで、1回だけ有効）。\n${url}`);
      return exitCodes.done;
    });
  },
};

interface Arguments {
  readonly loginName: string;
  readonly displayName: string;
  readonly roles: readonly Role[];
  readonly desks: readonly string[];
  readonly asJson: boolean;
}

const options = {
  mail: { type: 'string' },
  name: { type: 'string' },
  role: { type: 'string', multiple: true },
  desk: { type: 'string', multiple: true },
  json: { type: 'boolean' },
} as const;

function readArguments(args: readonly string[]): Arguments {
  const values = parsed(args);
  if (values.mail === undefined || values.name === undefined || values.role === undefined) {
    throw new WrongUse('desk staff add: --mail, --name and --role are needed. Try --help.');
  }
  return { loginName: values.mail, displayName: values.name, roles: values.role.map(knownRole), desks: values.desk ?? [], asJson: values.json === true };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, strict: true }).values;
  } catch (error) {
    throw new WrongUse(`desk staff add: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function knownRole(name: string): Role {
  const role = roles.find((known) => known === name);
  if (role === undefined) throw new WrongUse(`desk staff add: there is no role ${name}; known: ${roles.join(', ')}.`);
  return role;
}

async function deskIdsOf(db: Db, codes: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const code of codes) {
    const desk = await db.row<{ id: string }>(sql`SELECT id FROM support_desk WHERE code = ${code}`);
    if (desk === undefined) throw new DomainError('not_found', `受付窓口 ${code} は登録されていません。`);
    ids.push(desk.id);
  }
  return ids;
}

function checked(wanted: Omit<NewStaff, 'providerId'>): NewStaff {
  const { loginName, displayName, supportDeskIds } = wanted;
  const result = newStaff.safeParse({ loginName, displayName, roles: wanted.roles, supportDeskIds });
  if (result.success) return result.data;
  throw new WrongUse(`desk staff add: ${result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')}`);
}
