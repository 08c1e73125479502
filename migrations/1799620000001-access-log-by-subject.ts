import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The access log by what was looked at, in order of time: an auditor asks who has seen the files. */
export class AccessLogBySubject1799620000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX access_log_subject ON access_log (subject, at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX access_log_subject');
  }
}
