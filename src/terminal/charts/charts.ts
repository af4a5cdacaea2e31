import { type DrawLineChart, smallestChart } from './line-chart.ts';
import { drawPlainLineChart } from './plain-line-chart.ts';

export interface Charts {
  /** Draws now, with what is at hand: our own chart until the library is there. */
  readonly drawLine: DrawLineChart;
}

/**
 * Charts for one terminal. The library is loaded by the first chart that needs it; until it is
 * there, and wherever it cannot draw, our own chart stands in.
 *
 * @param onLoaded called once, when a chart would look better if drawn again
 */
export function createCharts(terminal: { unicode: boolean }, onLoaded: () => void): Charts {
  let drawLine: DrawLineChart | null = null;
  let loading = false;
  const load = async (): Promise<void> => {
    try {
      drawLine = (await import('./blessed-line-chart.ts')).drawBlessedLineChart;
      onLoaded();
    } catch {
      // Not installed, or not loadable here: our own chart says the same.
    }
  };
  return {
    drawLine: (chart) => {
      const tooSmall = chart.columns < smallestChart.columns || chart.rows < smallestChart.rows;
      if (!terminal.unicode || tooSmall) return drawPlainLineChart(chart);
      if (!loading) {
        loading = true;
        void load();
      }
      return (drawLine ?? drawPlainLineChart)(chart);
    },
  };
}
