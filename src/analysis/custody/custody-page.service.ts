import { Injectable } from '@nestjs/common';
import { hasRole, type Scope } from '../../platform/scope.js';
import { emptyForm, type FormState } from '../../web/forms.js';
import { Views } from '../../web/views.js';
import { endingDiffers, typeLabel } from '../content-type.rules.js';
import { receivedViaLabels, scanStateLabels, unusableLabels } from '../marking.rules.js';
import { ArchiveListings } from './archive-listing.service.js';
import type { CustodyAct } from './custody-note.entity.js';
import { noteText } from './custody-paper.rules.js';
import { custodyLabels } from './custody.rules.js';
import { Custody } from './custody.service.js';

/** The page of one file of evidence. */
@Injectable()
export class CustodyPage {
  constructor(
    private readonly custody: Custody,
    private readonly archives: ArchiveListings,
    private readonly views: Views,
  ) {}

  /** @param refused the act whose form came back */
  async render(scope: Scope, { inquiryId, evidenceId }: { readonly inquiryId: string; readonly evidenceId: string }, form: FormState, refused?: CustodyAct): Promise<string> {
    const { item, number, lines } = await this.custody.look(scope, inquiryId, evidenceId);
    const base = `/inquiries/${inquiryId}/evidence/${evidenceId}`;
    return this.views.page('analysis/evidence-item', {
      title: `${item.number} ${item.fileName}`, item, number, base, inquiryId,
      typeLabel: typeLabel(item.contentType), typeDiffers: endingDiffers(item.fileName, item.contentType),
      labels: { receivedVia: receivedViaLabels, scanState: scanStateLabels, unusable: unusableLabels },
      lines: lines.map((line) => ({ ...line, title: custodyLabels[line.type] ?? line.type, note: noteText(line) })),
      archive: await this.archives.of(item),
      acts: acts.filter(({ name }) => name !== 'destroyed' || hasRole(scope, 'second_line_lead')).map((act) => ({ ...act, form: act.name === refused ? form : emptyForm(), open: act.name === refused })),
    });
  }
}

const acts = [
  { name: 'handed_over', label: '専門事業者などへの引渡しを記録する' },
  { name: 'returned', label: 'お客様への返還を記録する' },
  { name: 'destroyed', label: 'このファイルを廃棄する' },
] as const;
