/** What a key may hold. `any` is read by whoever asks for it; `unread` is valid on Azure and means nothing here. */
export type Kind = 'text' | 'flag' | 'map' | 'list' | 'any' | 'unread';
/** The keys a map may have. */
export type Shape = Readonly<Record<string, Kind>>;

const described = { $schema: 'any', type: 'text', name: 'text', display_name: 'text', description: 'text' } as const;
const tagged = { tags: 'map', properties: 'unread' } as const;
const bound = { inputs: 'map', outputs: 'map' } as const;
const jobExtras = { experiment_name: 'text', compute: 'text', identity: 'unread', services: 'unread' } as const;
const commanding = {
  command: 'text',
  code: 'text',
  environment: 'any',
  environment_variables: 'map',
  resources: 'map',
  distribution: 'map',
  limits: 'map',
} as const;

/** The keys of each kind of map in Azure's job and component files. */
export const shapes = {
  pipelineJob: {
    ...described,
    ...tagged,
    ...bound,
    ...jobExtras,
    component: 'any',
    settings: 'map',
    jobs: 'map',
    schedule: 'any',
  },
  commandJob: { ...described, ...tagged, ...bound, ...jobExtras, ...commanding, queue_settings: 'unread' },
  node: {
    ...described,
    ...tagged,
    ...bound,
    ...commanding,
    component: 'any',
    compute: 'text',
    identity: 'unread',
    services: 'unread',
    queue_settings: 'unread',
    settings: 'unread',
    version: 'unread',
    is_deterministic: 'unread',
  },
  component: {
    ...described,
    ...tagged,
    ...bound,
    ...commanding,
    version: 'unread',
    is_deterministic: 'unread',
    additional_includes: 'any',
    settings: 'unread',
    jobs: 'map',
  },
  settings: {
    default_datastore: 'text',
    default_compute: 'text',
    continue_on_step_failure: 'flag',
    force_rerun: 'flag',
    on_init: 'any',
    on_finalize: 'any',
  },
  input: {
    type: 'text',
    path: 'text',
    mode: 'text',
    default: 'any',
    optional: 'flag',
    enum: 'list',
    min: 'text',
    max: 'text',
    description: 'text',
    path_on_compute: 'unread',
  },
  output: {
    type: 'text',
    path: 'text',
    mode: 'text',
    description: 'text',
    name: 'text',
    version: 'unread',
    optional: 'unread',
    path_on_compute: 'unread',
  },
  limits: { timeout: 'text' },
} as const satisfies Record<string, Shape>;
