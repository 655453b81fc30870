import type { Parts } from '../parts.ts';
import { escaped } from './blocks.ts';

/**
 * What a person types, as Slack passes it on: its control characters are escaped, and the people (`@U2`) and channels
 * (`#C1`) they picked become references. Commands, whose setting "escape channels, users and links" is on, name people too.
 */
export function composed({ world }: Parts, team: string, text: string, people: 'with names' | 'bare' = 'bare'): string {
  return escaped(text)
    .replace(/@([UW]\w+)/g, (word, id: string) => {
      const person = world.person(team, id);
      if (!person) return word;
      return people === 'bare' ? `<@${id}>` : `<@${id}|${person.name}>`;
    })
    .replace(/#(C\w+)/g, (word, id: string) => {
      const channel = world.channel(team, id);
      return channel ? `<#${id}|${channel.name}>` : word;
    });
}
