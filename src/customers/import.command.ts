import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { withDesk } from '../desk-context.js';
import { exitCodes, WrongUse, type Command, type CommandIo } from '../platform/command.js';
import { ParameterSheets, type ImportReport } from './parameter-sheets.service.js';

/** `desk customers import`. */
export const importCustomersCommand: Command = {
  usage: `Usage: npm run -s desk -- customers import FILE [--partner CODE] [--desk CODE] [--json]

Takes a parameter sheet (CSV in UTF-8 or CP932, or XLSX) as the service owner: what can be taken takes
effect at once, line by line; what cannot is told with its line and reason. New customers go to the
partner and support desk named, otherwise to the service owner's own desk.
Exit codes: 0 the file was taken, with its broken lines told; 1 the file or every line was refused; 2 wrong use.`,
  run: async (args, io) => {
    const { file, partnerCode, deskCode, asJson } = readArguments(args);
    const bytes = await readFile(file).catch((error: Error) => {
      throw new WrongUse(`desk customers import: ${error.message}`);
    });
    const report = await withDesk((desk) =>
      desk.get(ParameterSheets, { strict: false }).import('operator', { name: basename(file), bytes }, { partnerCode, deskCode }),
    );
    if (asJson) io.out(JSON.stringify(report));
    else tell(report, io);
    return report.refused === report.lines.length ? exitCodes.refused : exitCodes.done;
  },
};

function readArguments(args: readonly string[]): { file: string; partnerCode: string | undefined; deskCode: string | undefined; asJson: boolean } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { partner: { type: 'string' }, desk: { type: 'string' }, json: { type: 'boolean' } },
    });
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) throw new WrongUse('desk customers import: name one file.');
    return { file, partnerCode: values.partner, deskCode: values.desk, asJson: values.json ?? false };
  } catch (error) {
    if (error instanceof WrongUse) throw error;
    throw new WrongUse(`desk customers import: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function tell(report: ImportReport, io: CommandIo): void {
  io.out(`${report.fileName}（文字コード: ${report.encoding}）`);
  if (report.unknownHeaders.length > 0) io.out(`使わなかった列: ${report.unknownHeaders.join('、')}`);
  for (const line of report.lines) {
    if (line.reason !== '') io.out(`${line.lineNumber}行目 ${line.contractNumber || '（契約番号なし）'}: ${outcomeNames[line.outcome]} ${line.reason}`);
  }
  io.out(`取込 ${report.taken}件、変更なし ${report.unchanged}件、取込不可 ${report.refused}件`);
}

/** What the report calls each outcome. */
const outcomeNames = { taken: '取込済み', requested: '承認待ち', unchanged: '変更なし', refused: '取込不可' } as const;
