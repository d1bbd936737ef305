import { Presets, SingleBar } from 'cli-progress';

export interface Progress {
  update(done: number, total: number): void;
  stop(): void;
}

/** A bar with rate and time left on a terminal; a line every tenth part where the output is a file or a pipe. */
export function progressBar(label: string, unit: string): Progress {
  const stream = process.stderr;
  if (!stream.isTTY) return plainProgress(label, unit);
  const bar = new SingleBar(
    {
      format: `${label} {bar} {percentage}% · {value}/{total} ${unit} · {rate}/s · {eta_formatted} left`,
      hideCursor: true,
      stream,
    },
    Presets.shades_classic,
  );
  const started = performance.now();
  let running = false;
  return {
    update(done, total) {
      if (!running) bar.start(total, 0, { rate: '–' });
      running = true;
      const seconds = (performance.now() - started) / 1000;
      bar.setTotal(total);
      bar.update(done, { rate: (done / Math.max(seconds, 0.001)).toFixed(done / seconds < 10 ? 1 : 0) });
    },
    stop: () => bar.stop(),
  };
}

function plainProgress(label: string, unit: string): Progress {
  let written = -1;
  return {
    update(done, total) {
      const tenth = total === 0 ? 10 : Math.floor((done / total) * 10);
      if (tenth === written) return;
      written = tenth;
      process.stderr.write(`${label}: ${done}/${total} ${unit}\n`);
    },
    stop: () => undefined,
  };
}
