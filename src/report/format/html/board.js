"use strict";
(() => {
  const form = document.getElementById("picks");
  const told = document.getElementById("picked");
  const rows = [...document.querySelectorAll("[data-area],[data-owner],[data-outcome]")];
  const folds = [...document.querySelectorAll("details[data-fold]")];
  const sections = [...document.querySelectorAll("main section")];
  const gates = rows.filter((row) => row.matches("article"));

  const fits = (row, name, wanted) =>
    wanted === "" || !(name in row.dataset) || row.dataset[name].split(" ").includes(wanted);

  const pick = () => {
    const wanted = ["area", "owner", "outcome"].map((name) => [name, form.elements[name].value]);
    const isPicking = wanted.some(([, value]) => value !== "");
    for (const row of rows) {
      row.hidden = !wanted.every(([name, value]) => fits(row, name, value));
    }
    for (const fold of folds) {
      const inside = [...fold.querySelectorAll("[data-area],[data-owner],[data-outcome]")];
      const isEmpty = isPicking && inside.every((row) => row.hidden);
      fold.hidden = isEmpty;
      if (isPicking) {
        fold.open = !isEmpty && inside.length < 400;
      } else {
        fold.open = false;
      }
    }
    for (const section of sections) {
      const none = section.querySelector(".none-picked");
      if (none) {
        const inside = [...section.querySelectorAll("[data-area],[data-owner],[data-outcome]")];
        none.hidden = inside.some((row) => !row.hidden);
      }
    }
    const shown = gates.filter((gate) => !gate.hidden).length;
    told.textContent = isPicking ? `${shown} of ${gates.length} gates shown` : "";
  };

  form.addEventListener("change", pick);
  form.addEventListener("reset", () => setTimeout(pick));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
})();
