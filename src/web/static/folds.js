// A link that names a fold opens it, and every fold around it: browsers by themselves open only what stands inside of one.
(() => {
  // Whoever follows a notice goes on from what it is about.
  const focusOn = (part) => {
    if (part.tabIndex < 0) part.tabIndex = -1;
    part.focus({ preventScroll: true });
  };
  const openNamed = () => {
    const named = location.hash.length > 1 ? document.getElementById(location.hash.slice(1)) : null;
    for (let fold = named?.closest('details'); fold; fold = fold.parentElement.closest('details')) fold.open = true;
    if (named?.matches('.act')) focusOn(named.querySelector(':scope > summary') ?? named);
    named?.scrollIntoView();
  };
  addEventListener('hashchange', openNamed);
  // Once more at the end: while a page loads, the browser takes the focus away from a place that its address names.
  addEventListener('load', openNamed);
  openNamed();
})();
