import { optionOf, sizeOf } from './chart-options.rules.js';
import type { Chart } from './chart.js';
import { pageSvg } from './svg.rules.js';

/** Draws charts as SVG, each by its own. */
export async function drawCharts(charts: readonly Chart[]): Promise<readonly string[]> {
  const [echarts, { BarChart, HeatmapChart, LineChart }, { AriaComponent, GridComponent, LegendComponent, VisualMapComponent }, { SVGRenderer }] = await Promise.all([
    import('echarts/core'), import('echarts/charts'), import('echarts/components'), import('echarts/renderers'),
  ]);
  echarts.use([BarChart, HeatmapChart, LineChart, AriaComponent, GridComponent, LegendComponent, VisualMapComponent, SVGRenderer]);
  return charts.map((chart) => {
    const drawing = echarts.init(null, null, { renderer: 'svg', ssr: true, ...sizeOf(chart) });
    try {
      drawing.setOption(optionOf(chart));
      return pageSvg(drawing.renderToSVGString(), chart);
    } finally {
      drawing.dispose();
    }
  });
}
