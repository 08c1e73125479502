import { BarChart, HeatmapChart, LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent, VisualMapComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { optionOf, sizeOf } from './chart-options.rules.js';
import type { Chart } from './chart.js';
import { pageSvg } from './svg.rules.js';

use([BarChart, HeatmapChart, LineChart, AriaComponent, GridComponent, LegendComponent, VisualMapComponent, SVGRenderer]);

/** Draws charts as SVG, each by its own. */
export function drawCharts(charts: readonly Chart[]): readonly string[] {
  return charts.map((chart) => {
    const drawing = init(null, null, { renderer: 'svg', ssr: true, ...sizeOf(chart) });
    try {
      drawing.setOption(optionOf(chart));
      return pageSvg(drawing.renderToSVGString(), chart);
    } finally {
      drawing.dispose();
    }
  });
}
