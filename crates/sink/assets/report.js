// For the report: puts its pages on screen, by the part of the address after `#`, and searches them.
'use strict';

const Report = {
  index: null,
  // Headlines of stories, by the addresses of their pages.
  stories: null,
  // How often a page was asked for: an answer that comes after the next question is dropped.
  asked: 0,

  // The HTML of a page, such as `story/s1`; it was escaped when it was made.
  async page(name) {
    const kept = document.getElementById('page:' + name);
    return kept && Page.unpack(kept);
  },

  // Shows `story/s1`, or `story/s1/f2` with that fact pointed out.
  async show() {
    const asked = ++Report.asked;
    const [kind = '', id = '', at = ''] = decodeURIComponent(location.hash.slice(1)).split('/');
    if (kind === 'page') return;
    if (kind === 'search') return Report.search(id);
    const name = kind === '' ? 'overview' : id ? kind + '/' + id : kind;
    const html = await Report.page(name);
    if (asked !== Report.asked) return;
    Report.put(html === null ? Report.missing(kind) : html, kind || 'overview');
    if (at && Page.point(at)) return;
    window.scrollTo(0, 0);
  },

  missing(kind) {
    const left = { article: 'This article', story: 'This story', entity: 'This entity' }[kind];
    return left
      ? `<h1>Not in this file</h1><p>${left} is not among those that this report shows. The tables of the run hold it, and <code>tidings serve</code> shows it.</p>`
      : '<h1>No such page</h1>';
  },

  put(html, view) {
    const main = document.getElementById('page');
    main.innerHTML = html;
    Page.view(view);
    Charts.draw(main);
  },

  async lines() {
    if (!Report.index) {
      Report.index = JSON.parse(await Page.unpack(document.getElementById('index')));
      for (const line of Report.index) line.push((line[1] + ' ' + line[3]).toLowerCase());
      Report.stories = new Map(Report.index.filter(([kind]) => kind === 'story').map(([, words, href]) => [href, words]));
    }
    return Report.index;
  },

  // Lines of the index that hold every word: kind, words, address, more, all in small letters.
  async find(query) {
    const wanted = query.toLowerCase().split(/\s+/).filter(Boolean);
    if (!wanted.length) return [];
    return (await Report.lines()).filter((line) => wanted.every((word) => line[4].includes(word)));
  },

  async search(query) {
    const asked = ++Report.asked;
    const found = await Report.find(query);
    if (asked !== Report.asked) return;
    const most = 200;
    Report.put('<h1>Search</h1><p class="lead"></p><ul class="found" id="found"></ul>', 'search');
    const lead = document.querySelector('main .lead');
    lead.textContent = query
      ? `${found.length} found for “${query}”` + (found.length > most ? `; the first ${most}:` : '')
      : 'Type a few letters of a story, an entity or a fact.';
    const list = document.getElementById('found');
    for (const [kind, words, href, more] of found.slice(0, most)) {
      const line = document.createElement('li');
      const badge = document.createElement('span');
      badge.className = kind === 'fact' ? 'badge v-' + more.split(':', 1)[0] : 'badge';
      badge.textContent = kind;
      const link = document.createElement('a');
      link.href = href;
      link.textContent = words;
      const soft = document.createElement('span');
      soft.className = 'soft';
      const story = kind === 'fact' && Report.stories.get(href.slice(0, href.lastIndexOf('/')));
      soft.textContent = story ? `${more.replace(/: $/, '').replace(/^compatible/, 'refine')} · in “${story}”` : more;
      line.append(badge, ' ', link, ' ', soft);
      list.append(line);
    }
  },
};

window.addEventListener('hashchange', Report.show);
document.getElementById('search').addEventListener('submit', (event) => {
  event.preventDefault();
  location.hash = 'search/' + encodeURIComponent(event.target.q.value.trim());
});
document.getElementById('search').addEventListener('input', (event) => {
  const query = event.target.value.trim();
  if (query.length > 1) {
    history.replaceState(null, '', '#search/' + encodeURIComponent(query));
    Report.search(query);
  }
});
document.querySelector('.skip').addEventListener('click', (event) => {
  event.preventDefault();
  document.getElementById('page').focus();
});
Report.show();
