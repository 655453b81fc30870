import { expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { Doubtful, surely } from '../../src/pipelines/surely.ts';
import { createQuickClock } from './quick-clock.ts';
import { createStandInService, type ServiceRequest } from './stand-in-service.ts';
import { createServiceClient } from './stand-in-service-client.ts';

test('G12: a process that wakes after another one took its request over has no effect on the service any more', async () => {
  const asked: string[] = [];
  const standIn = createStandInService({ clock: createQuickClock({ epoch: Date.now(), speed: 1 }) });
  const service = createServiceClient(async (request) => {
    const one = request as ServiceRequest;
    asked.push(one.method);
    return standIn.commit(one);
  });
  let isStillOurs = true;
  const late = surely(service, { attempt: 1, isStillOurs: () => isStillOurs });
  const source = { kind: 'pipeline', name: 'p' } as const;
  await late.submit({ runId: 'r1', source, parameters: {}, submittedBy: 'slack:T1/U1' });
  expect(asked).toEqual(['submit']);

  isStillOurs = false;
  const mark = { by: 'slack:T1/U1', at: Date.now() };
  const effects = [
    () => late.submit({ runId: 'r2', source, parameters: {}, submittedBy: 'slack:T1/U1' }),
    () => late.cancel('r1', 'slack:T1/U1', undefined),
    () => late.publish({ requestId: 'k', source, name: 'p', by: 'slack:T1/U1' }),
    () => late.setDisabled({ name: 'p' }, mark),
  ];
  for (const act of effects) await expect(act()).rejects.toThrow(Doubtful);
  expect(asked).toEqual(['submit']);
});

test('G3: a later try that finds the service down does not say that nothing was done, a first one does', async () => {
  const standIn = createStandInService({ clock: createQuickClock({ epoch: Date.now(), speed: 1 }) });
  const client = createServiceClient(async (request) => standIn.commit(request as ServiceRequest));
  const down = () => Promise.reject(new UserError({ code: 'unavailable', message: 'The service cannot be reached.' }));
  const service = { ...client, submit: down, cancel: down, publish: down, setDisabled: down };
  const source = { kind: 'pipeline', name: 'p' } as const;
  for (const attempt of [1, 2]) {
    const tried = surely(service, { attempt, isStillOurs: () => true });
    const effects = [
      () => tried.submit({ runId: 'r1', source, parameters: {}, submittedBy: 'slack:T1/U1' }),
      () => tried.cancel('r1', 'slack:T1/U1', undefined),
      () => tried.publish({ requestId: 'k', source, name: 'p', by: 'slack:T1/U1' }),
      () => tried.setDisabled({ name: 'p' }, undefined),
    ];
    for (const act of effects) await expect(act()).rejects.toThrow(attempt === 1 ? UserError : Doubtful);
  }
});
