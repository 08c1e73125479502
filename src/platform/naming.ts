import { DefaultNamingStrategy } from 'typeorm';

/** `acceptedAt` in code is `accepted_at` in the database, where unquoted names are folded to lower case. */
export class SnakeNaming extends DefaultNamingStrategy {
  override columnName(propertyName: string, customName: string | undefined, prefixes: string[]): string {
    return [...prefixes, customName ?? snake(propertyName)].join('_');
  }

  override tableName(targetName: string, userName: string | undefined): string {
    return userName ?? snake(targetName);
  }
}

function snake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replace(/^_/, '');
}
