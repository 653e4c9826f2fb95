// Copyright (c) 2026, campusgo.edge contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
"use strict";

// Told before the table is read, so that what will be folded is never laid out.
document.documentElement.classList.add("scripted");

document.addEventListener("DOMContentLoaded", () => {
  const table = document.querySelector(".tasks");
  const form = document.querySelector(".filters");
  const shown = document.querySelector(".shown");
  const nothing = document.querySelector(".nothing");
  const headings = [...table.tHead.rows[0].cells];
  const tasks = [...table.tBodies];
  const collator = new Intl.Collator(undefined, { numeric: true });

  const cell = (task, column) => task.rows[0].cells[column];
  const sortKey = (task, column) => cell(task, column).dataset.sort ?? cell(task, column).textContent;
  // What a row shows while it is folded: the task itself and the reasons.
  const visibleText = new Map(tasks.map((task) => [task, null]));
  const textOf = (task) => {
    if (visibleText.get(task) === null) {
      const rows = [...task.rows].filter((row) => !row.classList.contains("details"));
      visibleText.set(task, rows.map((row) => row.textContent).join(" ").toLowerCase());
    }
    return visibleText.get(task);
  };

  function filter() {
    const wanted = Object.fromEntries(new FormData(form));
    const words = wanted.text.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const task of tasks) {
      const matches = (!wanted.verdict || task.dataset.verdict === wanted.verdict)
        && (!wanted.service || task.dataset.service === wanted.service)
        && (!wanted.pools || task.dataset.pools.split(" ").includes(wanted.pools))
        && words.every((word) => textOf(task).includes(word));
      task.hidden = !matches;
      count += matches;
    }
    shown.value = count === tasks.length ? `${count} tasks` : `${count} of ${tasks.length} tasks`;
    nothing.hidden = count > 0;
  }

  function sort(column) {
    const ascending = headings[column].ariaSort !== "ascending";
    const keys = new Map(tasks.map((task) => [task, sortKey(task, column)]));
    tasks.sort((one, other) => collator.compare(keys.get(one), keys.get(other)) * (ascending ? 1 : -1));
    headings.forEach((heading) => heading.removeAttribute("aria-sort"));
    headings[column].ariaSort = ascending ? "ascending" : "descending";
    table.append(...tasks);
  }

  function toggle(task) {
    const open = task.classList.toggle("open");
    task.querySelector(".toggle").setAttribute("aria-expanded", open);
  }

  // Puts a button around what an element holds.
  function makeButton(element, className) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = className;
    button.append(...element.childNodes);
    element.append(button);
    return button;
  }

  headings.forEach((heading, column) => makeButton(heading, "sort").addEventListener("click", () => sort(column)));
  for (const task of tasks) {
    const button = makeButton(task.querySelector(".name"), "toggle");
    button.setAttribute("aria-expanded", false);
    button.setAttribute("aria-controls", task.querySelector(".details").id);
  }
  table.addEventListener("click", (event) => {
    const row = event.target.closest(".main");
    if (row && getSelection().isCollapsed) toggle(row.parentElement);
  });

  form.hidden = false;
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter)); // the fields are emptied after this event
  filter();
});
