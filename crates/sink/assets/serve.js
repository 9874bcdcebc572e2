// For the pages of a server: draws their charts and points out what the address names.
'use strict';

Page.view(location.pathname.split('/')[1] || 'overview');
if (typeof Charts !== 'undefined') Charts.draw(document);
const point = () => Page.point(decodeURIComponent(location.hash.slice(1)));
window.addEventListener('hashchange', point);
point();
