// Draws the figures of a page: each names its chart in `data-chart` and holds its data in `data-values`.
'use strict';

const Charts = {
  colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
  },

  config() {
    const ink = Charts.colour('ink');
    const soft = Charts.colour('soft');
    const line = Charts.colour('line');
    const font = getComputedStyle(document.body).fontFamily;
    const text = { labelColor: soft, titleColor: soft, labelFont: font, titleFont: font, labelFontSize: 12 };
    return {
      background: null,
      font,
      view: { stroke: null },
      axis: { ...text, gridColor: line, domainColor: line, tickColor: line, titleFontWeight: 'normal' },
      legend: { ...text, orient: 'top', title: null, symbolType: 'circle' },
      text: { color: ink },
    };
  },

  verdicts: ['conflict', 'compatible', 'agree', 'distinct', 'copied', 'single'],

  // Bars by day, by month or by year, whichever leaves them wide enough to be seen.
  published(values) {
    const days = values.map((row) => Date.parse(row.day));
    const span = (Math.max(...days) - Math.min(...days)) / 86400000;
    const unit = span > 3650 ? 'utcyear' : span > 150 ? 'utcyearmonth' : 'utcyearmonthdate';
    return {
      data: { values },
      width: 'container',
      height: 140,
      mark: { type: 'bar', color: Charts.colour('accent'), width: { band: 0.85 }, cornerRadiusEnd: 2, tooltip: true },
      encoding: {
        x: { field: 'day', type: 'temporal', timeUnit: unit, title: null, axis: { grid: false } },
        y: { field: 'articles', type: 'quantitative', aggregate: 'sum', title: null, axis: { tickMinStep: 1 } },
        tooltip: [
          { field: 'day', type: 'temporal', timeUnit: unit, title: 'published' },
          { field: 'articles', type: 'quantitative', aggregate: 'sum', title: 'articles' },
        ],
      },
    };
  },

  // Facts by day: dots where a day holds one, and a bar where it covers several.
  timeline(values) {
    const day = 24 * 3600 * 1000;
    const rows = values.map((row) => ({ ...row, days: 1 + (Date.parse(row.to) - Date.parse(row.from)) / day }));
    const long = rows.filter((row) => row.days > 120);
    const near = long.length < rows.length ? rows.filter((row) => row.days <= 120) : rows;
    const here = Charts.verdicts.filter((verdict) => near.some((row) => row.verdict === verdict));
    // What lies years before the rest would press it into one line.
    const starts = near.map((row) => Date.parse(row.from)).sort((a, b) => a - b);
    const middle = starts[Math.floor(starts.length / 2)];
    const span = Math.max(starts[Math.floor(starts.length * 0.9)] - starts[Math.floor(starts.length * 0.1)], 7 * day);
    const shown = near.filter((row) => Math.abs(Date.parse(row.from) - middle) <= 4 * span);
    return {
      data: { values: shown },
      width: 'container',
      height: 26 * here.length,
      autosize: { type: 'fit-x', contains: 'padding' },
      title: shown.length < rows.length
        ? { text: `${rows.length - shown.length} of ${rows.length} lie far off or cover long stretches; the list has them`, anchor: 'start', fontWeight: 'normal', fontSize: 12, color: Charts.colour('soft') }
        : undefined,
      transform: [{ window: [{ op: 'row_number', as: 'place' }], groupby: ['from', 'verdict'] }],
      encoding: {
        y: { field: 'verdict', type: 'nominal', sort: here, title: null, axis: { grid: true, domain: false, ticks: false, labelExpr: "datum.label == 'compatible' ? 'refine' : datum.label" } },
        x: { field: 'from', type: 'temporal', title: null, scale: { type: 'utc' }, axis: { labelOverlap: true, tickCount: 8 } },
        color: { field: 'verdict', type: 'nominal', legend: null, scale: { domain: here, range: here.map((verdict) => Charts.colour(verdict)) } },
        tooltip: [{ field: 'label', title: 'fact' }, { field: 'from' }, { field: 'to' }, { field: 'verdict' }],
      },
      layer: [
        ...(shown.some((row) => row.days > 1) ? [{ transform: [{ filter: 'datum.days > 1' }], mark: { type: 'bar', height: 3, opacity: 0.6 }, encoding: { x2: { field: 'to' } } }] : []),
        { mark: { type: 'point', filled: true, size: 70, opacity: 0.75 }, encoding: { yOffset: { field: 'place', type: 'quantitative', scale: { zero: true } } } },
      ],
    };
  },

  // Places for nodes so that links are short and nodes apart (Fruchterman and Reingold, 1991); the
  // same nodes always get the same places.
  arranged(nodes, links, width, height) {
    const at = nodes.map((_, i) => {
      const angle = i * 2.399963, radius = 14 * Math.sqrt(i + 1);
      return { x: radius * Math.cos(angle), y: radius * Math.sin(angle) };
    });
    const apart = 0.8 * Math.sqrt((width * height) / Math.max(1, nodes.length));
    for (let round = 0; round < 250; round++) {
      const moves = at.map((p) => ({ x: -p.x * 0.05, y: -p.y * 0.08 }));
      const pull = (i, j, force) => {
        const dx = at[i].x - at[j].x, dy = at[i].y - at[j].y;
        const far = Math.max(1, Math.hypot(dx, dy));
        const by = force(far) / far;
        moves[i].x += dx * by; moves[i].y += dy * by;
        moves[j].x -= dx * by; moves[j].y -= dy * by;
      };
      for (let i = 0; i < at.length; i++) {
        for (let j = 0; j < i; j++) pull(i, j, (far) => (apart * apart) / far / 2);
      }
      for (const link of links) pull(link.source, link.target, (far) => -(far * far) / apart / 9);
      const heat = 12 * (1 - round / 250);
      moves.forEach((move, i) => {
        const far = Math.max(1, Math.hypot(move.x, move.y));
        at[i].x += (move.x / far) * Math.min(far, heat);
        at[i].y += (move.y / far) * Math.min(far, heat);
      });
    }
    return at;
  },

  // Of points on a picture, the first given first, those whose names do not run over another's.
  legible(points) {
    const taken = [];
    return points.filter(({ name, px, py }) => {
      const half = Math.min(130, 6.4 * name.length) / 2 + 2;
      const box = [px - half, px + half, py - 19, py - 5];
      const free = taken.every((other) => box[1] < other[0] || box[0] > other[1] || box[3] < other[2] || box[2] > other[3]);
      if (free) taken.push(box);
      return free;
    });
  },

  // Who is named with whom.
  network(values, width) {
    const labels = { PER: 'person', ORG: 'organisation', LOC: 'place', MISC: 'other' };
    const height = Math.round(Math.min(460, Math.max(300, width * 0.65)));
    const at = Charts.arranged(values.nodes, values.links, width, height);
    const nodes = values.nodes.map((node, i) => ({ ...node, ...at[i], kind: labels[node.label] || 'other' }));
    const links = values.links.map((link) => ({
      x: at[link.source].x, y: at[link.source].y, x2: at[link.target].x, y2: at[link.target].y, origins: link.value,
      pair: values.nodes[link.source].name + ' · ' + values.nodes[link.target].name,
    }));
    const place = (name, domain) => ({ field: name, type: 'quantitative', axis: null, scale: { domain, zero: false, padding: 34 } });
    const extent = (name) => [Math.min(...at.map((p) => p[name])), Math.max(...at.map((p) => p[name]))];
    const [x, y] = [place('x', extent('x')), place('y', extent('y'))];
    const pixel = (value, [low, high], size) => 34 + ((value - low) / Math.max(1e-9, high - low)) * (size - 68);
    const named = Charts.legible(
      [...nodes].sort((a, b) => b.articles - a.articles).map((node) => ({
        ...node, px: pixel(node.x, extent('x'), width), py: height - pixel(node.y, extent('y'), height),
      })),
    );
    return {
      width,
      height,
      padding: 0,
      layer: [
        {
          data: { values: links },
          mark: { type: 'rule', color: Charts.colour('soft'), opacity: 0.35 },
          encoding: {
            x, y, x2: { field: 'x2' }, y2: { field: 'y2' },
            strokeWidth: { field: 'origins', type: 'quantitative', legend: null, scale: { range: [0.7, 4] } },
            tooltip: [{ field: 'pair' }, { field: 'origins' }],
          },
        },
        {
          data: { values: nodes },
          mark: { type: 'circle', opacity: 1, stroke: Charts.colour('paper'), strokeWidth: 1.5 },
          encoding: {
            x, y,
            color: { field: 'kind', type: 'nominal', scale: { domain: Object.values(labels), range: Object.keys(labels).map((label) => Charts.colour(label.toLowerCase())) } },
            size: { field: 'articles', type: 'quantitative', legend: null, scale: { range: [60, 460] } },
            tooltip: [{ field: 'name' }, { field: 'kind' }, { field: 'articles' }],
          },
        },
        {
          data: { values: named },
          mark: { type: 'text', dy: -13, fontSize: 11, limit: 130, color: Charts.colour('ink') },
          encoding: { x, y, text: { field: 'name' } },
        },
      ],
    };
  },

  // The places that a map is drawn for: all of them, unless a tenth or less lie so far off that without
  // them the map shows the others three times as large.
  near(places) {
    const middle = (sorted) => sorted[Math.floor(sorted.length / 2)];
    const of = (name) => middle(places.map((place) => place[name]).sort((a, b) => a - b));
    const [lat, lon] = [of('lat'), of('lon')];
    const far = (place) => Math.max(Math.abs(place.lat - lat) * 2, Math.abs(place.lon - lon));
    const sorted = [...places].sort((a, b) => far(a) - far(b));
    const kept = sorted.slice(0, Math.ceil(sorted.length * 0.9));
    const wide = (sorted) => Math.max(far(sorted.at(-1)), 6);
    if (!kept.length || wide(sorted) < 3 * wide(kept)) return places;
    return places.filter((place) => far(place) <= 1.25 * wide(kept));
  },

  // Points over the outlines of countries, as close as they allow.
  async map(all, width) {
    const outlines = JSON.parse(await Page.unpack(document.getElementById('countries')));
    const values = Charts.near(all);
    const lats = values.map((place) => place.lat);
    const lons = values.map((place) => place.lon);
    const edge = (low, high, least) => Math.max(least, (high - low) * 0.2);
    const [south, north] = [Math.min(...lats), Math.max(...lats)];
    const [west, east] = [Math.min(...lons), Math.max(...lons)];
    const [dy, dx] = [edge(south, north, 4), edge(west, east, 6)];
    const height = Math.round(width * 0.55);
    const corners = [
      [Math.max(-179, west - dx), Math.max(-80, south - dy)],
      [Math.min(179, east + dx), Math.min(84, north + dy)],
    ];
    // As far as names are concerned, the map is what Mercator's formula makes of it.
    const north_of = (lat) => Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360));
    const [left, right] = corners.map(([lon]) => (lon * Math.PI) / 180);
    const [low, high] = corners.map(([, lat]) => north_of(lat));
    const scale = Math.min(width / (right - left), height / (high - low));
    const named = Charts.legible(
      values.map((place) => ({
        ...place, px: scale * ((place.lon * Math.PI) / 180 - left), py: scale * (high - north_of(place.lat)),
      })),
    ).slice(0, 14);
    const fit = { type: 'Feature', geometry: { type: 'MultiPoint', coordinates: corners } };
    return {
      width,
      height,
      padding: 0,
      title: values.length < all.length
        ? { text: `${all.length - values.length} of ${all.length} places lie far off; the list has them`, anchor: 'start', fontWeight: 'normal', fontSize: 12, color: Charts.colour('soft') }
        : undefined,
      projection: { type: 'mercator', fit },
      layer: [
        {
          data: { values: outlines, format: { type: 'topojson', feature: 'countries' } },
          mark: { type: 'geoshape', fill: Charts.colour('land'), stroke: Charts.colour('paper'), strokeWidth: 0.8, clip: true },
        },
        {
          data: { values },
          mark: { type: 'circle', color: Charts.colour('accent'), opacity: 0.7, stroke: Charts.colour('paper'), tooltip: true, clip: true },
          encoding: {
            longitude: { field: 'lon', type: 'quantitative' },
            latitude: { field: 'lat', type: 'quantitative' },
            size: { field: 'articles', type: 'quantitative', legend: null, scale: { range: [60, 500] } },
            tooltip: [{ field: 'name' }, { field: 'articles' }, { field: 'precision' }],
          },
        },
        {
          data: { values: named },
          mark: { type: 'text', dy: -11, fontSize: 11, color: Charts.colour('ink'), clip: true },
          encoding: {
            longitude: { field: 'lon', type: 'quantitative' },
            latitude: { field: 'lat', type: 'quantitative' },
            text: { field: 'name' },
          },
        },
      ],
    };
  },

  // Draws every figure under an element; no expression is ever evaluated as a script.
  async draw(under) {
    for (const figure of under.querySelectorAll('figure[data-chart]')) {
      const make = Charts[figure.dataset.chart];
      const spec = await make(JSON.parse(figure.dataset.values), Math.max(260, figure.clientWidth));
      const options = {
        mode: 'vega-lite',
        ast: true,
        renderer: 'svg',
        actions: false,
        defaultStyle: false,
        config: Charts.config(),
        tooltip: { disableDefaultStyle: true },
      };
      try {
        await vegaEmbed(figure, spec, options);
        figure.dataset.drawn = 'yes';
      } catch (why) {
        console.error('a chart cannot be drawn:', figure.dataset.chart, why);
      }
    }
  },
};

// Colours are those of the page, so a change of theme draws anew.
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => Charts.draw(document));
