"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const summary = document.querySelector(".problem-summary");
  if (summary) summary.focus();
});
