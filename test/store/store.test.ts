import { testStore } from '../contracts/store.ts';
import { storeKinds } from '../support/stores.ts';

for (const kind of storeKinds()) testStore(kind);
