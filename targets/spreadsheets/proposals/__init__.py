"""From found tables to proposed figures: asked about, settled, compared, checked."""
