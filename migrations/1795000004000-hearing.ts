import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Hearing1795000004000 implements MigrationInterface {
  async up(_runner: QueryRunner): Promise<void> {}

  async down(_runner: QueryRunner): Promise<void> {}
}
