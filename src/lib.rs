//! readyctl holds what a company promises against what it can prove.
