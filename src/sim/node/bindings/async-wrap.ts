// internalBinding('async_wrap'): the numbers and the stack behind async_hooks (src/async_wrap.cc, src/env.h).
// Simplified: no hooks on native promises; ids of the simulator's own handles come from the same counter.

import type { NodeEnvironment } from '../environment.ts';
import type { Binding } from '../guest.ts';

/** The arrays Node's library and C++ part share to know which async context is current. */
export interface AsyncWrapState {
  readonly hookFields: Uint32Array;
  readonly idFields: Float64Array;
}

export function createAsyncWrapState(environment: NodeEnvironment['constants']): AsyncWrapState {
  const { asyncWrap } = environment;
  const idFields = new Float64Array(4);
  idFields[asyncWrap['kAsyncIdCounter'] as number] = 1;
  idFields[asyncWrap['kExecutionAsyncId'] as number] = 1;
  idFields[asyncWrap['kDefaultTriggerAsyncId'] as number] = -1;
  const hookFields = new Uint32Array(9);
  hookFields[asyncWrap['kCheck'] as number] = 1;
  return { hookFields, idFields };
}

export function createAsyncWrap(environment: NodeEnvironment, state: AsyncWrapState): Binding {
  const { asyncWrap, providers } = environment.constants;
  const { hookFields, idFields } = state;
  const executionId = asyncWrap['kExecutionAsyncId'] as number;
  const triggerId = asyncWrap['kTriggerAsyncId'] as number;
  const stackLength = asyncWrap['kStackLength'] as number;
  const idsStack = new Float64Array(32);
  const deepStack: number[] = [];
  const resources: unknown[] = [];
  // The library calls these only when its own fixed-size stack is full.
  const push = (asyncId: number, trigger: number): void => {
    const depth = hookFields[stackLength] as number;
    deepStack[depth * 2] = idFields[executionId] as number;
    deepStack[depth * 2 + 1] = idFields[triggerId] as number;
    hookFields[stackLength] = depth + 1;
    idFields[executionId] = asyncId;
    idFields[triggerId] = trigger;
  };
  const pop = (): boolean => {
    const depth = hookFields[stackLength] as number;
    if (depth === 0) return false;
    const from = (depth - 1) * 2 < idsStack.length ? idsStack : deepStack;
    idFields[executionId] = from[(depth - 1) * 2] as number;
    idFields[triggerId] = from[(depth - 1) * 2 + 1] as number;
    hookFields[stackLength] = depth - 1;
    resources.pop();
    return depth > 1;
  };
  return {
    constants: asyncWrap,
    Providers: providers,
    async_hook_fields: hookFields,
    async_id_fields: idFields,
    async_ids_stack: idsStack,
    execution_async_resources: resources,
    setupHooks() {},
    setCallbackTrampoline() {},
    registerDestroyHook() {},
    setPromiseHooks() {},
    getPromiseHooks: () => [undefined, undefined, undefined, undefined],
    queueDestroyAsyncId() {},
    executionAsyncResource: (index: number) => resources[index],
    pushAsyncContext: push,
    popAsyncContext: pop,
    clearAsyncIdStack() {
      idFields[executionId] = 0;
      idFields[triggerId] = 0;
      hookFields[stackLength] = 0;
      resources.length = 0;
    },
  };
}
