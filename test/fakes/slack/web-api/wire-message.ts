import type { JsonObject } from '../json.ts';
import type { Message } from '../messages.ts';
import type { World } from '../world.ts';

/** A message as the Web API and interactions show it. Metadata is shown whole, by its type only, or not at all. */
export function wireMessage(world: World, message: Message, showsMetadata: 'whole' | 'type' | 'none'): JsonObject {
  const { team, by, isOurs, ts, threadTs, text, blocks, metadata, files } = message;
  const { botId } = world.team(team);
  return {
    type: 'message',
    user: by,
    ...(isOurs && { bot_id: botId, app_id: world.appId, bot_profile: { id: botId, name: 'pipehand', team_id: team } }),
    ts,
    text,
    team,
    blocks,
    ...(threadTs !== undefined && { thread_ts: threadTs }),
    ...(files.length > 0 && { files: files.map((id) => ({ id })) }),
    ...wireMetadata(metadata, showsMetadata),
  };
}

function wireMetadata(metadata: JsonObject | undefined, shows: 'whole' | 'type' | 'none'): JsonObject {
  if (shows === 'none' || metadata?.event_type === undefined) return {};
  return { metadata: shows === 'whole' ? metadata : { event_type: metadata.event_type } };
}
