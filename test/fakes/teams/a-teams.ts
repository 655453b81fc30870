import { onTestFinished } from 'vitest';
import { startTeams, type Teams, type TeamsOptions } from './teams.ts';

/** A Teams that is gone when the test is over. */
export async function aTeams(options?: TeamsOptions): Promise<Teams> {
  const teams = await startTeams(options);
  onTestFinished(teams.close);
  return teams;
}
