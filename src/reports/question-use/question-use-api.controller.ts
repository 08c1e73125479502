import { Controller, Get, Query } from '@nestjs/common';
import { z } from 'zod';
import { toIsoTokyo } from '../../calendar/japanese-time.js';
import { Permit } from '../../web/access.js';
import { Api } from '../../web/api.js';
import { monthSchema } from '../month.rules.js';
import { QuestionUse } from './question-use.service.js';

const query = z.object({ month: monthSchema });
const lineAnswer = z.object({ id: z.string(), code: z.string(), label: z.string(), section: z.string(), answered: z.number(), open: z.number(), told: z.number(), used: z.number(), steers: z.boolean() });
const useAnswer = z.object({ month: z.string(), computedAt: z.string().nullable(), questions: lineAnswer.array() });

/** How the questions of the hearing sheet were used, over JSON (H9). */
@Controller('api/v1/question-use')
@Permit('sheet.edit')
export class QuestionUseApi {
  constructor(private readonly use: QuestionUse) {}

  @Get()
  @Api({ summary: 'ヒアリングシートの項目が、その月の回答・報告書に使われた回数（used）。told は、答えがあり、お客様に回答した問合せの数', response: useAnswer })
  async one(@Query({ schema: query }) { month }: z.infer<typeof query>): Promise<z.infer<typeof useAnswer>> {
    const { computedAt, lines } = await this.use.read(month);
    return { month, computedAt: computedAt === undefined ? null : toIsoTokyo(computedAt), questions: [...lines] };
  }
}
