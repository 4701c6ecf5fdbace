"""The pages that leaders read: dashboard, chapter, unit, indicator, and units against indicators."""
