import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Mail1795000007000 implements MigrationInterface {
  async up(_runner: QueryRunner): Promise<void> {}

  async down(_runner: QueryRunner): Promise<void> {}
}
