// A link that names a fold opens it, and every fold around it: browsers by themselves open only what stands inside of one.
(() => {
  const openNamed = () => {
    const named = location.hash.length > 1 ? document.getElementById(location.hash.slice(1)) : null;
    for (let fold = named?.closest('details'); fold; fold = fold.parentElement.closest('details')) fold.open = true;
    named?.scrollIntoView();
  };
  addEventListener('hashchange', openNamed);
  openNamed();
})();
