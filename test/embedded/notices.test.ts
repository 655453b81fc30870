import { chmodSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openEmbedded } from '../support/embedded.ts';
import { temporaryFolder, writeFiles } from '../support/temporary-folder.ts';

const image = "images are not built here: steps run with this machine's Python";
/** Commands are read, and end before they would install anything. */
const ends = 'exit 0;';

const job = 'environment: azureml:sklearn@latest\ncommand: "true"\n';

async function open(definitions: Readonly<Record<string, string>>, home = temporaryFolder()) {
  const { service } = await openEmbedded(definitions, home);
  let submitted = 0;
  return {
    service,
    change: (file: string, text: string) => writeFiles(join(home, 'definitions'), { [file]: text }),
    async notices(name: string) {
      submitted += 1;
      const runId = `run-${name}-${submitted}`;
      const source = { kind: 'pipeline', name } as const;
      return (await service.submit({ runId, source, parameters: {}, submittedBy: 'terminal:ada' })).notices;
    },
  };
}

test('a notice is on the first run of a pipeline, again only when it changes, and always in its description', async () => {
  const home = temporaryFolder();
  const definitions = { 'one.yml': job, 'two.yml': job };
  const first = await open(definitions, home);
  expect(await first.notices('one')).toEqual([image]);
  expect(await first.notices('one')).toEqual([]);
  expect(await first.notices('two')).toEqual([image]);
  expect((await first.service.describe({ name: 'one' })).notices).toEqual([image]);

  first.change('one.yml', `${job}compute: azureml:gpu\n`);
  expect(await first.notices('one')).toEqual(['compute gpu → this machine']);
  await first.service.close();

  const restarted = await open({}, home);
  expect(await restarted.notices('two')).toEqual([]);
  expect(await (await open(definitions)).notices('two')).toEqual([image]);
});

test('a command that installs packages into the Python of the machine is told of once, one in an environment of its own never', async () => {
  const { notices } = await open({
    'install.yml': `command: ${ends} python -m pip install -q pandas\n`,
    'apart.yml': `command: ${ends} python -m venv v && . v/bin/activate && pip install pandas\n`,
    'folder.yml': `command: ${ends} pip install --target ./lib pandas\n`,
    'speaks.yml': 'command: echo "the pipe installs"\n',
  });
  expect(await notices('install')).toEqual([expect.stringContaining('pip install changes the Python')]);
  expect(await notices('install')).toEqual([]);
  for (const name of ['apart', 'folder', 'speaks']) expect([name, await notices(name)]).toEqual([name, []]);
});

test('a virtual environment that Pipehand was started in is there to be changed', async () => {
  const venv = writeFiles(temporaryFolder(), { 'pyvenv.cfg': 'home = /usr/bin\n', 'bin/python': '#!/bin/sh\n' });
  chmodSync(join(venv, 'bin', 'python'), 0o755);
  vi.stubEnv('PATH', `${join(venv, 'bin')}${delimiter}${process.env.PATH}`);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const { notices } = await open({ 'install.yml': `command: ${ends} pip install pandas\n` });
  expect(await notices('install')).toEqual([]);
});
