// Everything a reader can do in the workbench, by name: for the palette. Each is done by the desk.
import type { FaultPlace } from '../../session/faults/fault-kind.ts';
import { waysOf } from '../../session/faults/ways.ts';
import { filesInOrder } from '../../session/lab-session.ts';
import type { BenchDesk } from './bench-desk.ts';
import { DOCKS, PANELS } from './layout-state.ts';

/** A command of the palette. */
export interface BenchCommand {
  readonly title: string;
  /** The keys that do it without the palette. */
  readonly keys?: string;
  readonly run: () => void;
}

/** Puts the focus on something, once it is shown. */
function focusOn(selector: string): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>(selector)?.focus());
}

function requestCommands(desk: BenchDesk): BenchCommand[] {
  const { data } = desk.session.value;
  return [
    { title: 'Send the request', keys: 'Ctrl Enter', run: () => void desk.lab.send() },
    ...[10, 100, 1_000].map((count) => ({
      title: `Send the request ${count} times`,
      run: () => void desk.repeat(count),
    })),
    ...data.presets.map(({ id, title }) => ({
      title: `Request: ${title}`,
      run: () => {
        desk.lab.choosePreset(id);
        desk.showPanel('request');
      },
    })),
    ...desk.presets.value.map(({ title, request }) => ({
      title: `Request: ${title} (your own)`,
      run: () => {
        desk.chooseOwnPreset(request);
        desk.showPanel('request');
      },
    })),
  ];
}

function fileCommands(desk: BenchDesk): BenchCommand[] {
  return [
    { title: 'Save the files', keys: 'Ctrl S', run: () => void desk.lab.apply() },
    {
      title: desk.isSavingOnPause.value ? 'Save only by hand' : 'Save when I pause',
      run: () => desk.setSavingOnPause(!desk.isSavingOnPause.value),
    },
    ...filesInOrder(desk.session.value).map(({ name }) => ({
      title: `Open ${name}`,
      run: () => {
        desk.openFile(name);
        desk.lab.showPlace({ name, line: 1, column: 1 });
      },
    })),
  ];
}

function serviceCommands(desk: BenchDesk): BenchCommand[] {
  return desk.session.value.view.services.flatMap(({ host, label }) => [
    { title: `Restart ${label}`, run: () => desk.operate(host, 'restart-service') },
    { title: `Stop ${label}`, run: () => desk.operate(host, 'stop-service') },
    { title: `Start ${label}`, run: () => desk.operate(host, 'start-service') },
    {
      title: `Show the state of ${label}`,
      run: () => {
        desk.spot.value = { kind: 'host', host };
        desk.showPanel('request');
      },
    },
  ]);
}

function breakCommands(desk: BenchDesk): BenchCommand[] {
  const { data, view } = desk.session.value;
  const { hosts } = data.system;
  const labelOf = (name: string): string => hosts.find((one) => one.name === name)?.label ?? name;
  const show = (spot: FaultPlace): void => {
    desk.spot.value = spot;
    desk.showPanel('request');
    focusOn('.break-kind');
  };
  return [
    ...view.services.map(({ host, label }) => ({
      title: `Break ${label}`,
      run: () => show({ kind: 'host', host }),
    })),
    ...waysOf(data.system).map(({ from, to }) => ({
      title: `Break the way from ${labelOf(from)} to ${labelOf(to)}`,
      run: () => show({ kind: 'link', from, to }),
    })),
    ...(view.broken.length > 0
      ? [{ title: 'Mend everything that is broken', run: () => desk.mend(view.broken) }]
      : []),
  ];
}

function viewCommands(desk: BenchDesk): BenchCommand[] {
  const docks: readonly string[] = DOCKS;
  return [
    { title: 'Show or hide the brief', run: () => desk.toggleSide() },
    ...PANELS.map((panel) => ({
      title: `Go to ${panel}`,
      run: () => {
        desk.showPanel(panel);
        focusOn(docks.includes(panel) ? '.bench-dock [aria-selected="true"]' : `.bench-${panel}`);
      },
    })),
    {
      title: 'Find in the logs',
      run: () => {
        desk.showDock('logs');
        focusOn('.bench-filters [type="search"]');
      },
    },
    {
      title: 'Light up the last request in the logs',
      run: () => {
        desk.showDock('logs');
        desk.setFilter({ request: desk.session.value.view.shown?.request ?? null });
      },
    },
  ];
}

function timeCommands(desk: BenchDesk): BenchCommand[] {
  const { lab } = desk;
  const { pacer } = desk;
  const steps = lab.done.value.length;
  const all = steps + lab.later.value.length;
  return [
    ...(steps > 0 ? [{ title: 'Go back to the beginning', run: () => void lab.travel(0) }] : []),
    ...(steps < all ? [{ title: 'Return to now', run: () => void lab.travel(all) }] : []),
    { title: 'Pause what is shown', run: () => pacer.setPace('paused') },
    { title: 'Show the next event', run: () => pacer.step() },
    { title: 'Show at simulated speed', run: () => pacer.setPace(1) },
    { title: 'Show ten times as fast', run: () => pacer.setPace(10) },
    { title: 'Show everything at once', run: () => pacer.setPace('instant') },
  ];
}

/** What only a lab with a ticket has. */
function ticketCommands(desk: BenchDesk): BenchCommand[] {
  return [
    {
      title: 'Show a hint',
      run: () => {
        desk.showHint();
        desk.showPanel('brief');
      },
    },
    { title: 'Show the solution', run: () => void desk.showSolution() },
    ...desk.session.value.data.actions.map((action) => ({
      title: action.title,
      run: () => void desk.runAction(action),
    })),
    ...desk.guide.advice.map(({ id, advice }) => ({
      title: `Try the advice: ${advice}`,
      run: () => void desk.fixes.tryAdvice(id),
    })),
  ];
}

/** All commands, most used first. */
export function benchCommands(desk: BenchDesk): BenchCommand[] {
  const open = (dialog: 'share' | 'export' | 'parts') => (): void => {
    desk.dialog.value = dialog;
  };
  return [
    ...requestCommands(desk),
    ...fileCommands(desk),
    ...(desk.playground
      ? [{ title: 'Choose the parts', run: open('parts') }]
      : ticketCommands(desk)),
    ...(desk.canUndo.value ? [{ title: 'Back to my own files', run: () => desk.undo() }] : []),
    ...serviceCommands(desk),
    ...breakCommands(desk),
    ...viewCommands(desk),
    ...timeCommands(desk),
    {
      title: 'Start the load',
      run: () => {
        desk.showDock('load');
        void desk.load.value?.start();
      },
    },
    { title: 'Stop the load', run: () => desk.load.value?.stop() },
    { title: 'Share a link', run: open('share') },
    { title: 'Export as a zip', run: open('export') },
    { title: 'Reset the lab', run: () => void desk.lab.reset() },
    { title: 'All labs', run: () => location.assign('/labs/') },
  ];
}
