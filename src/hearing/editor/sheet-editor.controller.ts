import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { notFound } from '../../platform/errors.js';
import type { Scope } from '../../platform/scope.js';
import { Permit } from '../../web/access.js';
import { actOnForm } from '../../web/form-page.js';
import { emptyForm, rawForm, type FormState, type RawForm } from '../../web/forms.js';
import { Idempotent } from '../../web/idempotent.js';
import { seeOtherSaying } from '../../web/redirect.js';
import { CurrentScope } from '../../web/request-context.js';
import { Views } from '../../web/views.js';
import { sheetVersion } from '../hearing-sheets.schemas.js';
import { questionOf, retitled, sectionRetitled, withMoved, withNewQuestion, withoutQuestion, withQuestion } from './edit-definition.rules.js';
import { headingForm, moveForm, newQuestionQuery, partId, questionForm, removalForm } from './editor.schemas.js';
import { answersToChoose, questionOptions, sectionRows } from './editor.view.js';
import { fieldsOf, questionFrom } from './question-form.rules.js';
import { SheetEditor } from './sheet-editor.service.js';

const labels = { code: '記号', label: '項目名', help: '尋ねる言葉', hint: '書き方', choices: '選択肢', id: '内部の名前', when: '尋ねる条件', title: '名称', note: '説明' };

/** The service owner changes a draft of the hearing sheet question by question. */
@Controller('hearing-sheets')
@Permit('sheet.edit')
export class SheetEditorController {
  constructor(
    private readonly editor: SheetEditor,
    private readonly views: Views,
  ) {}

  @Post(':version/drafts')
  @Idempotent()
  @HttpCode(200)
  async start(@CurrentScope() scope: Scope, @Param('version', { schema: sheetVersion }) version: number, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const draft = await this.editor.startFrom(scope, version);
    return seeOtherSaying(reply, `/hearing-sheets/${draft}/edit`, `第${version}版をもとに、第${draft}版の下書きを作りました。`);
  }

  @Get(':version/edit')
  async edit(@Param('version', { schema: sheetVersion }) version: number): Promise<string> {
    return this.#draftPage(version, undefined);
  }

  @Post(':version/heading')
  @HttpCode(200)
  async rename(@CurrentScope() scope: Scope, @Param('version', { schema: sheetVersion }) version: number, @Body({ schema: rawForm }) raw: RawForm, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await actOnForm(raw, headingForm, (form) => this.#draftPage(version, form), ({ seen, title, note }) => this.editor.change(scope, version, { seen, of: (sheet) => retitled(sheet, { title, note }) }));
    return seeOtherSaying(reply, `/hearing-sheets/${version}/edit`, '名称と説明を保存しました。');
  }

  @Post(':version/sections/:section/heading')
  @HttpCode(200)
  async renameSection(
    @CurrentScope() scope: Scope,
    @Param('version', { schema: sheetVersion }) version: number,
    @Param('section', { schema: partId }) section: string,
    @Body({ schema: rawForm }) raw: RawForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await actOnForm(raw, headingForm, (form) => this.#draftPage(version, form, section), ({ seen, title, note }) => this.editor.change(scope, version, { seen, of: (sheet) => sectionRetitled(sheet, section, { title, note }) }));
    return seeOtherSaying(reply, `/hearing-sheets/${version}/edit#section-${section}`, 'セクションの名称と説明を保存しました。');
  }

  @Get(':version/questions/new')
  async newQuestion(@Param('version', { schema: sheetVersion }) version: number, @Query({ schema: newQuestionQuery }) { section }: z.infer<typeof newQuestionQuery>): Promise<string> {
    return this.#newQuestionPage(version, section, undefined);
  }

  @Post(':version/sections/:section/questions')
  @Idempotent()
  @HttpCode(200)
  async addQuestion(
    @CurrentScope() scope: Scope,
    @Param('version', { schema: sheetVersion }) version: number,
    @Param('section', { schema: partId }) section: string,
    @Body({ schema: rawForm }) raw: RawForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await actOnForm(raw, questionForm, (form) => this.#newQuestionPage(version, section, form), ({ seen, ...form }) =>
      this.editor.change(scope, version, { seen, ...(form.id === undefined ? {} : { questionId: form.id }), of: (sheet) => withNewQuestion(sheet, section, questionFrom(form)) }));
    return seeOtherSaying(reply, `/hearing-sheets/${version}/edit#section-${section}`, '項目を加えました。');
  }

  @Get(':version/questions/:question')
  async question(@Param('version', { schema: sheetVersion }) version: number, @Param('question', { schema: partId }) question: string): Promise<string> {
    return this.#questionPage(version, question, undefined);
  }

  @Post(':version/questions/:question')
  @HttpCode(200)
  async changeQuestion(
    @CurrentScope() scope: Scope,
    @Param('version', { schema: sheetVersion }) version: number,
    @Param('question', { schema: partId }) id: string,
    @Body({ schema: rawForm }) raw: RawForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await actOnForm(raw, questionForm, (form) => this.#questionPage(version, id, form), ({ seen, ...form }) =>
      this.editor.change(scope, version, { seen, questionId: id, of: (sheet) => withQuestion(sheet, id, questionFrom(form, questionOf(sheet, id)?.question)) }));
    return seeOtherSaying(reply, `/hearing-sheets/${version}/edit#question-${id}`, '項目を保存しました。');
  }

  @Post(':version/questions/:question/position')
  @HttpCode(200)
  async move(
    @CurrentScope() scope: Scope,
    @Param('version', { schema: sheetVersion }) version: number,
    @Param('question', { schema: partId }) id: string,
    @Body({ schema: moveForm }) { seen, direction }: z.infer<typeof moveForm>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await this.editor.change(scope, version, { seen, of: (sheet) => withMoved(sheet, id, direction) });
    return seeOtherSaying(reply, `/hearing-sheets/${version}/edit#question-${id}`, direction === 'up' ? '項目を一つ上へ動かしました。' : '項目を一つ下へ動かしました。');
  }

  @Post(':version/questions/:question/removal')
  @HttpCode(200)
  async removeQuestion(
    @CurrentScope() scope: Scope,
    @Param('version', { schema: sheetVersion }) version: number,
    @Param('question', { schema: partId }) id: string,
    @Body({ schema: rawForm }) raw: RawForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await actOnForm(raw, removalForm, (form) => this.#draftPage(version, form), ({ seen }) => this.editor.change(scope, version, { seen, of: (sheet) => withoutQuestion(sheet, id) }));
    return seeOtherSaying(reply, `/hearing-sheets/${version}/edit`, '項目をこの下書きから外しました。公開済みの版と、記入済みの回答はそのまま残ります。');
  }

  async #draftPage(version: number, refused: FormState | undefined, refusedSection?: string): Promise<string> {
    const draft = await this.editor.draft(version);
    const { title, note } = draft.definition;
    const form = refused !== undefined && refusedSection === undefined ? refused : emptyForm({ title, note: note ?? '' });
    return this.views.page('hearing/editor/draft', {
      title: `第${version}版の下書き`, width: 'wide', version, seen: draft.sha256, sections: sectionRows(draft), labels,
      faulty: refused ?? emptyForm(), form, refusedSection,
    });
  }

  async #newQuestionPage(version: number, section: string, refused: FormState | undefined): Promise<string> {
    const { definition, sha256 } = await this.editor.draft(version);
    const found = definition.sections.find(({ id }) => id === section);
    if (found === undefined) throw notFound('セクション');
    const form = refused ?? emptyForm({ code: '', type: 'str', gate: 'R2', disclosure: 'customer', askedOf: 'customer', condition: 'always' });
    return this.views.page('hearing/editor/question', {
      title: '項目の追加', version, seen: sha256, section: found.title, action: `/hearing-sheets/${version}/sections/${section}/questions`,
      isNew: true, labels, form, lists: questionOptions(undefined), answers: answersToChoose(definition, undefined, form),
    });
  }

  async #questionPage(version: number, id: string, refused: FormState | undefined): Promise<string> {
    const { definition, sha256 } = await this.editor.draft(version);
    const found = questionOf(definition, id);
    if (found === undefined) throw notFound('項目');
    const form = refused ?? emptyForm({ ...fieldsOf(found.question) });
    return this.views.page('hearing/editor/question', {
      title: `${found.question.code} ${found.question.label}`, version, seen: sha256, section: found.section.title, action: `/hearing-sheets/${version}/questions/${id}`,
      isNew: false, labels, form, lists: questionOptions(found.question), answers: answersToChoose(definition, id, form),
    });
  }
}
