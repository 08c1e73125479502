import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { instant, json, primary, varchar } from './support/columns.js';

/** How the questions of the hearing sheet were used, month by month. */
export class QuestionUse1798301000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(new Table({ name: 'question_use', columns: [primary(varchar('month', 7)), instant('computed_at'), json('counts')] }));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('question_use');
  }
}
